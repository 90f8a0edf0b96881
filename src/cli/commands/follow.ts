import { type Command, Option } from 'commander';
import { GuanzhuApiError } from '../../client/index.js';
import { UsageError } from '../failure.js';
import { addServerCommand, type Session } from '../server-command.js';

interface FollowOptions {
  readonly as?: string;
  readonly device?: string;
}

export function addFollowCommands(program: Command): void {
  for (const op of ['follow', 'unfollow'] as const) {
    addServerCommand<FollowOptions>(
      program,
      {
        use: `${op} <target>`,
        summary: op === 'follow' ? 'follow an account' : 'stop following an account',
        example: `${op} v2_shop@finder --device wx_demo_device_0000000`,
        options: [
          new Option(
            '--as <username>',
            "who follows; the device's own finder account unless given",
          ),
          new Option(
            '--device <appId>',
            'the device that acts; without it the graph API is called',
          ),
        ],
      },
      async (session, [target = ''], { as, device }) => {
        const written =
          device !== undefined
            ? await throughDevice(session, op, device, as, target)
            : await throughGraph(session, op, as, target);
        session.print.result({ op, target, ...written }, () => {
          if (op === 'follow')
            return `${written.changed ? 'Followed' : 'Already followed'} ${target}.`;
          return `${written.changed ? 'Unfollowed' : 'Did not follow'} ${target}.`;
        });
      },
    );
  }
}

type Op = 'follow' | 'unfollow';

interface Written {
  readonly follower: string;
  readonly changed: boolean;
  readonly revision: string;
}

async function throughDevice(
  { client }: Session,
  op: Op,
  appId: string,
  as: string | undefined,
  toUserName: string,
): Promise<Written> {
  const follower = as ?? (await client.finder.getProfile({ appId })).mainFinderUsername;
  if (follower === '') {
    throw new UsageError(`--device ${appId} has no finder account: name who follows with --as`);
  }
  const { changed, revision } = await client.finder
    .follow({
      appId,
      myUserName: follower,
      myRoleType: 3,
      toUserName,
      opType: op === 'follow' ? 1 : 2,
    })
    .withResponse();
  return { follower, changed: changed ?? false, revision: revision ?? '' };
}

async function throughGraph(
  { asAdmin }: Session,
  op: Op,
  follower: string | undefined,
  target: string,
): Promise<Written> {
  if (follower === undefined) {
    throw new UsageError(
      `nobody to ${op} as: name the account with --as, or its device with --device`,
    );
  }
  const { data, status, requestId } = await asAdmin.follows
    .batch({ rows: [{ op, follower, target }] })
    .withResponse();
  const [row] = data.rows;
  if (row?.error) throw new GuanzhuApiError({ ...row.error, status, requestId, body: data });
  return { follower, changed: row?.changed ?? false, revision: row?.revision ?? '' };
}
