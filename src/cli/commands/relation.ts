import type { Command } from 'commander';
import { exitCodes } from '../failure.js';
import { addServerCommand } from '../server-command.js';
import { localTime } from '../table.js';
import { asOfOption } from './lists.js';

export function addRelationCommand(program: Command): void {
  addServerCommand<{ asOf?: string }>(
    program,
    {
      use: 'relation <follower> <target>',
      summary: 'tell whether an account follows another; exit code 3 when it does not',
      example: 'relation v2_shop@finder v2_friend@finder',
      options: [asOfOption()],
    },
    async ({ client, print }, [follower = '', target = ''], { asOf }) => {
      const pairs = [{ follower, target }];
      const given = { pairs, ...(asOf !== undefined && { asOf }) };
      const { relations } = await client.relations.check(given);
      const [relation] = relations;
      if (!relation) throw new Error('the server answered no relation: is it of this release?');
      const { following, followedBy, followedAt } = relation;
      const since = followedAt === null ? '' : ` since ${localTime(followedAt)}`;
      print.result(relation, () =>
        [
          `${follower} ${following ? `follows${since}` : 'does not follow'} ${target},`,
          followedBy ? 'and is followed back.' : 'and is not followed back.',
        ].join('\n'),
      );
      if (!following) process.exitCode = exitCodes.negative;
    },
  );
}
