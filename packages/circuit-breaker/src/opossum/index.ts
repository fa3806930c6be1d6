export {
  createOpossumCircuitBreaker,
  type OpossumCircuitBreaker,
  type OpossumCircuitBreakerOptions,
  type OpossumStatisticsOptions,
} from './create-opossum-circuit-breaker.ts'
export { fromOpossum } from './from-opossum.ts'
export type { OpossumInstance } from './opossum-instance.ts'
