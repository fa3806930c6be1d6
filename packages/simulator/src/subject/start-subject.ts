import type { Scenario } from '../scenario/scenario.ts'
import type { RunningSubject, SubjectEnvironment } from './running-subject.ts'
import { startCore } from './start-core.ts'
import { startUmbrella } from './start-umbrella.ts'

/** Makes the balancer of a scenario. @throws what its factory throws for bad options */
export function startSubject({ balancer }: Scenario, environment: SubjectEnvironment): RunningSubject {
  return balancer.type === 'core'
    ? startCore(balancer, environment)
    : startUmbrella(balancer.options, environment)
}
