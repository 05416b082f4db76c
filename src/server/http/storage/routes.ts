import type { FastifyInstance } from 'fastify'
import type { Services } from '../../services.ts'

/** The v3 storage API, directly and through the services host. */
export async function storageRoutes(app: FastifyInstance, services: Services): Promise<void> {
  void app
  void services
}
