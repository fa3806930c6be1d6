import type { TargetState } from '../contracts/target.ts'

/** A target without a balancer: every field may be set by the test. */
export type FakeTarget = { -readonly [Field in keyof TargetState]: TargetState[Field] }

/** A {@link FakeTarget} of weight 1 and priority 0 with nothing in flight, for tests of strategies and load meters. */
export function fakeTarget(settings: Pick<TargetState, 'id'> & Partial<TargetState>): FakeTarget {
  return { weight: 1, priority: 0, tags: [], inFlight: 0, limits: [], limitsAt: 0, ...settings }
}
