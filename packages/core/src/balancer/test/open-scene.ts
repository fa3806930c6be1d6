import type { Balancer, TargetSnapshot } from '../../contracts/balancer.ts'
import type { TargetOptions } from '../../contracts/target-options.ts'
import { failover } from '../../strategies/failover.ts'
import { createFakeClock, type FakeClock } from '../../testing/fake-clock.ts'
import { createBalancer } from '../create-balancer.ts'
import type { BalancerOptions } from '../options.ts'
import { OpenCalls } from './open-calls.ts'
import { watched } from './scene.ts'

type Settings = Omit<TargetOptions<string>, 'id' | 'client'>

interface Place {
  readonly clock: FakeClock
  readonly calls: OpenCalls
}

/** What a test drives: the balancer, its time, and the calls that it makes. */
export interface OpenScene extends Place {
  readonly balancer: Balancer<string>
  /** Starts so many runs, and gives how each ends: the target that served, or the error's name. */
  readonly start: (count: number) => Promise<string>[]
  /** Ends every call, as often as there are any. */
  readonly drain: () => Promise<void>
}

/** A balancer over targets that are preferred in their order, whose calls end when the test says so. */
export function balanced(
  targets: Readonly<Record<string, Settings>>,
  options: Partial<BalancerOptions<string>> = {},
  { clock, calls }: Place = { clock: createFakeClock(), calls: new OpenCalls() },
): OpenScene {
  const balancer = watched(
    createBalancer<string>({
      clock,
      strategy: failover(),
      whenUnavailable: 'wait',
      targets: Object.entries(targets).map(([id, settings]) => ({ id, client: id, ...settings })),
      ...options,
    }),
  )
  const start = (count: number): Promise<string>[] =>
    Array.from({ length: count }, () =>
      balancer.run(calls.call).catch((error: unknown) => (error instanceof Error ? error.name : 'error')),
    )
  const drain = async (): Promise<void> => {
    await clock.settle()
    while (calls.running() > 0) {
      calls.endAll()
      await clock.settle()
    }
  }
  return { balancer, clock, calls, start, drain }
}

/** A target as the snapshot shows it. */
export const stateOf = (balancer: Balancer<string>, id: string): TargetSnapshot | undefined =>
  balancer.snapshot().targets.find((target) => target.id === id)
