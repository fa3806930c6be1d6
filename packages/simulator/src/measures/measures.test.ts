import { describe, expect, it } from 'vitest'
import type { AttemptLog, RunLog, SimulationLog } from '../run/run-log.ts'
import { attemptOf } from '../test/attempt-of.ts'
import { scenarioOf } from '../test/scenario-of.ts'
import { measure } from './measure.ts'
import { recoveryMs } from './recovery-ms.ts'
import { mostCallsWithin, mostInFlight, mostInFlightAtReturn } from './stampede.ts'

const run = (arrivedAt: number, end: RunLog['end'], endedAt = arrivedAt + 300): RunLog => ({
  traffic: 'callers',
  arrivedAt,
  firstContentAt: endedAt,
  endedAt,
  end,
})
const call = (startedAt: number, endedAt: number, own: Partial<AttemptLog> = {}): AttemptLog =>
  attemptOf({ startedAt, endedAt, ...own })
const whole = { fromMs: 0, toMs: Infinity }
/** The incident is from 5 to 10 s, the scenario ends at 30 s. */
const scenario = scenarioOf()
const logOf = (runs: RunLog[], attempts: AttemptLog[] = []): SimulationLog => ({
  seed: 1,
  runs,
  attempts,
  timersLeft: 0,
})

describe('the measures', () => {
  it('count runs where they arrive, whenever they are served', () => {
    const runs = [
      run(1000, 'served'),
      run(5000, 'served', 12_000),
      run(9999, 'failed'),
      run(10_000, 'served'),
      run(19_999, 'served'),
      run(20_000, 'failed'),
    ]
    expect(measure(scenario, logOf(runs))).toMatchObject({
      served: 4 / 6,
      servedDuring: 1 / 2,
      servedFirstAfter: 1,
      servedLater: 0,
    })
  })

  it('count goodput where runs are served, whenever they arrived', () => {
    const runs = [run(4900, 'served', 5000), run(5000, 'served', 10_000), run(6000, 'failed', 7000)]
    expect(measure(scenario, logOf(runs)).goodput).toBe(1 / 5)
  })

  it('compare calls of targets with runs, both during the incident', () => {
    const runs = [run(4999, 'served'), run(5000, 'served'), run(9999, 'served')]
    const attempts = [
      call(4999, 5300),
      call(5000, 5300),
      call(5100, 5300),
      call(9999, 11_000),
      call(10_000, 11_000),
    ]
    expect(measure(scenario, logOf(runs, attempts))).toMatchObject({ load: 3 / 2, callsDuring: 3 })
  })

  it('look at one kind of traffic when they are told to', () => {
    const runs = [run(5000, 'failed'), { ...run(5000, 'served'), traffic: 'patient' }]
    expect(measure(scenario, logOf(runs), 'patient')).toMatchObject({ served: 1, servedDuring: 1 })
    expect(measure(scenario, logOf(runs))).toMatchObject({ served: 1 / 2 })
  })
})

describe('the time of recovery', () => {
  const everyTenth = (endAt: (time: number) => RunLog['end']): RunLog[] =>
    Array.from({ length: 3000 }, (_, index) => run(index * 10, endAt(index * 10)))

  it('is 0 when nothing is lost', () => {
    expect(
      recoveryMs(
        everyTenth(() => 'served'),
        { fromMs: 10_000, toMs: 30_000 },
      ),
    ).toBe(0)
  })

  it('is when both the next second and the next five are served', () => {
    const runs = everyTenth((time) => (time < 12_000 ? 'failed' : 'served'))
    expect(recoveryMs(runs, { fromMs: 10_000, toMs: 30_000 })).toBe(1950)
  })

  it('does not take a short relief for it', () => {
    const runs = everyTenth((time) =>
      time < 12_000 || (time > 14_000 && time < 16_000) ? 'failed' : 'served',
    )
    expect(recoveryMs(runs, { fromMs: 10_000, toMs: 30_000 })).toBe(5950)
  })

  it('is never, when it does not come or when there are no calls', () => {
    const runs = everyTenth(() => 'failed')
    expect(recoveryMs(runs, { fromMs: 10_000, toMs: 30_000 })).toBe(Infinity)
    expect(recoveryMs([], { fromMs: 10_000, toMs: 30_000 })).toBe(Infinity)
  })
})

describe('a stampede', () => {
  it('is counted on one target, within a window that slides', () => {
    const starts = [0, 10, 15, 16, 20, 25, 26]
    expect(
      mostCallsWithin(
        starts.map((at) => call(at, 1000)),
        16,
      ),
    ).toBe(5)
    expect(mostCallsWithin([call(0, 1), call(0, 1, { target: 'b' })], 16)).toBe(1)
    expect(mostCallsWithin([], 16)).toBe(0)
  })

  it('counts calls under way at once; one that begins when another one ends takes its place', () => {
    expect(mostInFlight([call(0, 10), call(5, 20), call(9, 15), call(16, 30)], whole)).toBe(3)
    expect(mostInFlight([call(0, 10), call(5, 20), call(10, 15), call(16, 30)], whole)).toBe(2)
    expect(mostInFlight([call(3, 3), call(3, 3), call(4, 4)], whole)).toBe(0)
    expect(mostInFlight([call(0, 10), call(5, 20), call(30, 40)], { fromMs: 30, toMs: 50 })).toBe(1)
    expect(mostInFlight([call(0, 10), call(0, 10, { target: 'b' })], whole)).toBe(1)
  })

  it('is looked at until a second after the first success of a call that began after the incident', () => {
    const old = call(0, 150)
    const failed = call(120, 130, { end: 'refused' })
    const first = call(200, 500)
    const crowd = [call(1400, 2000), call(1400, 2000), call(1499, 2000)]
    const late = Array.from({ length: 10 }, () => call(1500, 2000))
    const attempts = [old, failed, first, ...crowd, ...late]
    expect(mostInFlightAtReturn(attempts, { fromMs: 100, windowMs: 1000 })).toBe(3)
    expect(
      mostInFlightAtReturn([old, ...late.map((each) => ({ ...each, end: 'refused' as const }))], {
        fromMs: 100,
        windowMs: 1000,
      }),
    ).toBe(10)
  })
})

describe('at the edge', () => {
  const window = { fromMs: 1000, toMs: 6000 }

  it('the incident is the whole time where none is said', () => {
    const { incident: _, ...calm } = scenario
    const runs = [run(0, 'served'), run(29_999, 'failed'), run(30_000, 'served')]
    expect(measure(calm, logOf(runs))).toMatchObject({ servedDuring: 1 / 2, servedLater: NaN })
  })

  it('recovery is looked for from the end of the incident to that of the scenario, in seconds', () => {
    const runs = Array.from({ length: 300 }, (_, index) =>
      run(index * 100, index < 120 ? 'failed' : 'served'),
    )
    expect(measure(scenario, logOf(runs)).recoverySeconds).toBe(1.95)
    expect(measure({ ...scenario, durationMs: 16_949 }, logOf(runs)).recoverySeconds).toBe(Infinity)
  })

  it('recovery may end with the period, and takes 95 % for enough', () => {
    const runs = Array.from({ length: 100 }, (_, index) =>
      run(1000 + index * 50, index >= 30 && index < 35 ? 'failed' : 'served'),
    )
    expect(recoveryMs(runs, window)).toBe(0)
    expect(recoveryMs(runs, { ...window, toMs: 5999 })).toBe(Infinity)
    const [first, ...rest] = runs
    expect(recoveryMs([{ ...first, end: 'failed' } as RunLog, ...rest], window)).toBe(Infinity)
  })

  it('a run belongs to the period that begins when it arrives, not to the one that ends then', () => {
    const runs = [run(999, 'failed'), run(1000, 'served'), run(6000, 'failed')]
    expect(recoveryMs(runs, window)).toBe(0)
  })

  it('goodput counts what is served, not what fails', () => {
    const runs = [run(5000, 'served'), run(5000, 'served'), run(5000, 'failed')]
    expect(measure(scenario, logOf(runs)).goodput).toBe(2 / 5)
  })

  it('the return of a target is looked at for one second from its first success after the incident', () => {
    const crowd = (at: number): AttemptLog[] => Array.from({ length: 4 }, () => call(at, at + 10))
    const attempts = [call(10_000, 10_100), ...crowd(11_099), call(11_100, 11_200), ...crowd(11_100)]
    expect(measure(scenario, logOf([], attempts))).toMatchObject({ inFlightAtReturn: 4, inFlight: 9 })
    expect(mostInFlight([call(0, 30), call(5, 5), call(6, 7)], whole)).toBe(2)
  })
})
