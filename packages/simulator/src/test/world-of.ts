import { seededRandom } from '@llm-balancer/core'
import type { SimulatedTarget } from '../scenario/simulated-target.ts'
import type { World } from '../scenario/world.ts'
import { ModelServer } from '../server/model-server.ts'
import { VirtualClock } from '../time/virtual-clock.ts'

/** Servers of a world in which no time has passed. */
export function worldOf(targets: readonly SimulatedTarget[]): World & { readonly clock: VirtualClock } {
  const clock = new VirtualClock()
  const log = (): undefined => undefined
  const servers = targets.map((target) => [target.name, new ModelServer(target, { clock, log })] as const)
  return { clock, random: seededRandom(1), servers: new Map(servers), processes: 1 }
}
