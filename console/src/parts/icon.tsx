/** Drawn on 24 by 24. */
const shapes = {
  overview: 'M4 19V9m5 10V5m5 14v-7m5 7V8',
  accounts:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Zm-6 9a6 6 0 0 1 12 0m1-9a3 3 0 1 0-1-5.8M17 14a5.6 5.6 0 0 1 4 6',
  graph:
    'M6 8a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Zm12 6a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM8 21a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Zm.2-14.2 7.5 3.6M10 17l6-4',
  searches: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13Zm5-1.500L20 20',
  live: 'M3 12h4l3-8 4 16 3-8h4',
  calls: 'M4 6h16M4 12h10M4 18h7m6-5 3 3-3 3',
  webhooks:
    'M9 8a3.500 3.500 0 1 1 5.500 2.900L17 15m-6-5-3.500 6M7 20a3 3 0 1 1 2.800-4H17a3 3 0 1 1-2 5',
  devices: 'M8 3h8a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1H8a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1Zm3 15h2',
  tryIt: 'm8 8-4 4 4 4m8-8 4 4-4 4M13.500 5l-3 14',
} as const;

export type IconName = keyof typeof shapes;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="1.8"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={shapes[name]} />
    </svg>
  );
}
