import { z } from 'zod'
import { sealAudit } from '../audit/seal.ts'
import { job } from './queue.ts'

/** Chains what the audit has gained. Runs every minute. */
export const auditSeal = job('audit_seal', z.object({}), async ({ db }) => {
  while ((await sealAudit(db)) > 0);
})
