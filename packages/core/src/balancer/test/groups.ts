import type { Balancer } from '../../contracts/balancer.ts'
import { seededRandom } from '../../time/random.ts'
import { failover } from '../../strategies/failover.ts'
import { createFakeClock, type FakeClock } from '../../testing/fake-clock.ts'
import { createBalancer } from '../create-balancer.ts'
import type { BalancerOptions } from '../options.ts'
import { scene, watched, type Scene } from './scene.ts'
import type { TestVendor, VendorStep } from './vendor.ts'

type Scripts = Readonly<Record<string, readonly VendorStep[]>>

export interface Grouped<Id extends string> {
  readonly clock: FakeClock
  /** Which target served each call, in order. */
  readonly served: readonly string[]
  readonly inner: Readonly<Record<Id, Scene<string>>>
  readonly outer: Balancer<TestVendor>
}

/** A balancer over groups, in the order given; all share one clock and one list of who served. */
export function grouped<Id extends string>(
  groups: Readonly<Record<Id, Scripts>>,
  options: Partial<BalancerOptions<TestVendor>> = {},
  innerOptions: Partial<BalancerOptions<TestVendor>> = {},
): Grouped<Id> {
  const shared = { clock: createFakeClock(), served: [] as string[] }
  const inner = Object.fromEntries(
    Object.entries<Scripts>(groups).map(([id, scripts]) => [id, scene(scripts, innerOptions, shared)]),
  ) as Record<Id, Scene<string>>
  return { ...shared, inner, outer: over(shared.clock, inner, options) }
}

/** A balancer over balancers, in the order given. */
export function over(
  clock: FakeClock,
  inner: Readonly<Record<string, { readonly balancer: Balancer<TestVendor> }>>,
  options: Partial<BalancerOptions<TestVendor>> = {},
): Balancer<TestVendor> {
  const targets = Object.entries(inner).map(([id, { balancer }]) => ({ id, client: balancer }))
  return watched(
    createBalancer<TestVendor>({ clock, random: seededRandom(7), strategy: failover(), targets, ...options }),
  )
}
