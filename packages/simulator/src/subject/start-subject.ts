import type { Subject, World } from '../scenario/subject.ts'
import type { RunningSubject } from './running-subject.ts'
import { startCore } from './start-core.ts'
import { startUmbrella } from './start-umbrella.ts'

/** Makes a balancer over the servers. @throws what its factory throws for bad options */
export function startSubject(subject: Subject, world: World): RunningSubject {
  return typeof subject === 'object' && subject.type === 'llm-balancer'
    ? startUmbrella(subject.options, world)
    : startCore(subject, world)
}
