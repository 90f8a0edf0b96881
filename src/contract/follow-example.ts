/** The documented example of the follow call; a test compares it with the document. */
export const documentedFollow = {
  request: {
    appId: '{{appid}}',
    proxyIp: '',
    myUserName:
      'v2_060000231003b20faec8c7e28811c4d5cc0ded37b0779c48c759a7446a87688c2774e5300c32@finder',
    myRoleType: 3,
    opType: 1,
    toUserName:
      'v2_060000231003b20faec8c6e18f10c7d6c903ec3db0776955d3d97c6b329d6aa58693bcdb7ad1@finder',
    searchInfo: { cookies: '', searchId: '', docId: '' },
  },
  reply: {
    ret: 200,
    msg: '操作成功',
    data: {
      username:
        'v2_060000231003b20faec8c6e18f10c7d6c903ec3db0776955d3d97c6b329d6aa58693bcdb7ad1@finder',
      nickname: '朝夕v',
      headUrl:
        'https://wx.qlogo.cn/finderhead/ver_1/TDibw5X5xTzpMW9D4GE0YnYUMqPAspF0AibTwhdSFWjyt2tZCMuLVon1PIT6aGulvzvlSZPkDcT06NB6D1eoLicYBKiaBCRDXZJSMEErIGQkQJ8/0',
      signature: '。。。',
      followFlag: 1,
      authInfo: {},
      coverImgUrl: '',
      spamStatus: 0,
      extFlag: 262156,
      extInfo: { country: 'CN', province: 'Jiangsu', city: 'Xuzhou', sex: 2 },
      liveStatus: 2,
      liveCoverImgUrl:
        'http://wxapp.tc.qq.com/251/20350/stodownload?m=be88b1cb981aa72b3328ccbd22a58e0b&filekey=30340201010420301e020200fb040253480410be88b1cb981aa72b3328ccbd22a58e0b02022814040d00000004627466730000000132&hy=SH&storeid=5649443df0009b8a38399cc84000000fb00004f7e534815c008e0b08dc805c&dotrans=0&bizid=1023',
      liveInfo: {
        anchorStatusFlag: 133248,
        switchFlag: 53727,
        lotterySetting: { settingFlag: 0, attendType: 4 },
      },
      status: 0,
    },
  },
} as const;
