import { expect, it } from 'vitest'
import { checkSubject } from './check-subject.ts'

it.each<[object, string]>([
  [{ type: 'umbrella', options: {} }, '"balancer.type" must be one of "llm-balancer", "core", "router"'],
  [{ type: 'router' }, 'simulate: "balancer.start" is missing'],
  [{ type: 'router', start: () => undefined, stop: 1 }, 'unknown option "balancer.stop"'],
  [{ type: 'core' }, 'simulate: "balancer.options" is missing'],
  [{ type: 'llm-balancer', options: {}, circuitBreaker: {} }, 'unknown option "balancer.circuitBreaker"'],
  [{ type: 'llm-balancer', options: 1 }, 'simulate: "balancer.options" must be an object'],
  [
    { type: 'llm-balancer', options: { providers: [] } },
    'simulate: "balancer.options.providers" is set by the simulator: leave it out',
  ],
  [{ type: 'llm-balancer', options: { fetch } }, '"balancer.options.fetch" is set by the simulator'],
  [{ type: 'core', options: { targets: [] } }, '"balancer.options.targets" is set by the simulator'],
  [{ type: 'core', options: { clock: {} } }, '"balancer.options.clock" is set by the simulator'],
  [
    { type: 'core', options: {}, circuitBreaker: { timeoutMs: 5 } },
    '"balancer.circuitBreaker.timeoutMs" is set by the simulator',
  ],
])('refuses the balancer %j', (balancer, message) => {
  expect(() => checkSubject('balancer', balancer, 'simulate')).toThrow(message)
})
