/**
 * What policies and adapters need at run time to speak the core's language, without its engine: a program that uses an
 * adapter alone loads nothing else of the core. Types come from the package itself, which costs nothing.
 */
export { systemClock } from '../time/clock.ts'
export { BalancerError } from '../errors/balancer-error.ts'
export { failureKinds, failureRules } from '../errors/failure.ts'
export { ProviderError } from '../errors/provider-error.ts'
