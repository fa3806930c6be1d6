import type { Subject } from '../scenario/subject.ts'
import type { World } from '../scenario/world.ts'
import type { RunningSubject } from './running-subject.ts'
import { startCore } from './start-core.ts'
import { startRouter } from './start-router.ts'
import { startUmbrella } from './start-umbrella.ts'

/** Makes a balancer over the servers. @throws what its factory throws for bad options */
export function startSubject(subject: Subject, world: World): RunningSubject {
  if (typeof subject === 'function' || subject.type === 'core') return startCore(subject, world)
  if (subject.type === 'router') return startRouter(subject, world)
  return startUmbrella(subject.options, world)
}
