import type { TargetState } from '../contracts/target.ts'

/** What a test may set of a {@link FakeTarget}. */
export type FakeTargetSettings = Partial<Omit<TargetState, 'id' | 'order'>>

/**
 * A target without a balancer. Like a balancer's own it is frozen: a strategy that writes into it gets a TypeError. The test changes
 * it with `set`.
 */
export interface FakeTarget extends TargetState {
  set(settings: FakeTargetSettings): void
}

let made = 0

/**
 * A {@link FakeTarget} of weight 1 and priority 0 with nothing in flight, for tests of strategies and load meters. Its `order` is
 * above that of every one made before, unless given.
 */
export function fakeTarget(settings: Pick<TargetState, 'id'> & Partial<TargetState>): FakeTarget {
  const values: Record<string, unknown> = {
    order: (made += 1),
    weight: 1,
    priority: 0,
    tags: [],
    inFlight: 0,
    limits: [],
    limitsAt: 0,
    headroomRatio: () => undefined,
    ...settings,
  }
  const set = (changes: FakeTargetSettings): void => void Object.assign(values, changes)
  const properties: PropertyDescriptorMap = { set: { value: set } }
  for (const name of [...Object.keys(values), 'cost', 'contextWindow', 'model', 'provider', 'pool'])
    properties[name] ??= { enumerable: values[name] !== undefined, get: () => values[name] }
  return Object.freeze(Object.create(Object.prototype, properties) as FakeTarget)
}
