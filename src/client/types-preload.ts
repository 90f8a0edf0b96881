/** How an app loads works ahead; all 0 here, where an account has no works. */
export interface PreloadInfo {
  preloadStrategyId: number;
  globalInfo: {
    prevCount: number;
    nextCount: number;
    maxBitRate: number;
    preloadFileMinBytes: number;
    preloadMaxConcurrentCount: number;
    megavideoMaxBitRate: number;
    megavideoPrevCount: number;
    megavideoNextCount: number;
    minBufferLength: number;
    maxBufferLength: number;
    minCurrentFeedBufferLength: number;
    canPreCreatedPlayer: number;
  };
}
