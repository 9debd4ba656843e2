import { SetupRequest, TokenAnswer } from '@kempt/contracts/api';
import { auditRequest } from '../../../platform/audit/audit-request.ts';
import type { Http } from '../../../platform/http/create-http.ts';
import { hashNewPassword } from '../../../platform/security/passwords.ts';
import type { AccountParts } from '../account-parts.ts';
import { useSetupToken } from '../setup-store.ts';
import { answerTokens, signIn } from '../sign-in.ts';
import { insertUser } from '../user-store.ts';

/**
 * `POST /api/v1/setup`: makes the owner account with the link that the first start printed.
 *
 * @param http - the server
 * @param parts - what the routes are built from
 */
export function setupRoutes(http: Http, parts: AccountParts): void {
  http.post(
    '/api/v1/setup',
    {
      config: { access: { who: 'anyone' } },
      schema: {
        summary: 'Make the owner account',
        tags: ['setup'],
        body: SetupRequest,
        response: { 201: TokenAnswer },
      },
    },
    async (request, reply) => {
      const { token, email, password, name } = request.body;
      const passwordHash = await hashNewPassword(password, { email, name });
      const opened = await auditRequest(parts.audit, request, async (tx, note) => {
        await useSetupToken(tx, token);
        const user = await insertUser(tx, { email, name, passwordHash, role: 'administrator' });
        await parts.makeInbox(tx, user.id);
        note({ action: 'set_up', outcome: 'allowed', userId: user.id, target: { kind: 'user', id: user.id } });
        return signIn(tx, request, { user, kind: 'cookie' });
      });
      return reply.code(201).send(await answerTokens(parts, reply, opened));
    },
  );
}
