import type { FastifyInstance } from 'fastify';
import { toActor } from '../../contract/actor.js';
import {
  checkOnline,
  checkOnlineFailure,
  toCheckOnlineReply,
} from '../../contract/check-online.js';
import { getProfile, getProfileFailure, toGetProfileReply } from '../../contract/get-profile.js';
import { getQrCode, getQrCodeFailure, toGetQrCodeReply } from '../../contract/get-qr-code.js';
import { scanFollow, scanFollowFailure } from '../../contract/scan-follow.js';
import {
  toUserPageReply,
  toViewRequest,
  userPage,
  userPageFailure,
} from '../../contract/user-page.js';
import type { FollowGraph } from '../../domain/graph.js';
import { answerFollow } from './follow.js';
import { serveOperation } from './serve-operation.js';

/** What accounts and devices show of themselves, and the code by which one is found. */
export function routeProfiles(app: FastifyInstance, graph: FollowGraph): void {
  serveOperation(app, userPage, {
    failure: () => userPageFailure,
    handle: async ({ tenant, body }) =>
      toUserPageReply(await graph.viewAccount(tenant, toViewRequest(body))),
  });
  serveOperation(app, getProfile, {
    failure: () => getProfileFailure,
    handle: async ({ tenant, body }) =>
      toGetProfileReply(await graph.describeDevice(tenant, body.appId)),
  });
  serveOperation(app, checkOnline, {
    failure: () => checkOnlineFailure,
    handle: async ({ tenant, body }) =>
      toCheckOnlineReply(await graph.isOnline(tenant, body.appId)),
  });
  serveOperation(app, getQrCode, {
    failure: () => getQrCodeFailure,
    handle: async ({ tenant, body }) => toGetQrCodeReply(await graph.qrCode(tenant, toActor(body))),
  });
  serveOperation(app, scanFollow, {
    failure: () => scanFollowFailure,
    handle: async ({ tenant, body, reply }) =>
      answerFollow(reply, await graph.scanFollow(tenant, toActor(body), body.qrContent)),
  });
}
