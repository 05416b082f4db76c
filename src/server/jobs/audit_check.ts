import { z } from 'zod'
import { checkAudit } from '../audit/seal.ts'
import { job } from './queue.ts'

/** Computes the audit's chain of hashes anew. Runs every night, and when somebody asks. */
export const auditCheck = job('audit_check', z.object({}), ({ db }) => checkAudit(db))
