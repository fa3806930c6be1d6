import type { Strategy } from '../../contracts/strategy.ts'
import { seededRandom } from '../../time/random.ts'
import { demand, type ContractCase } from '../contract-case.ts'
import { fakeTarget, type FakeTarget } from '../fake-target.ts'
import { StrategyPlay } from './strategy-play.ts'

/**
 * How a strategy spreads calls over targets that differ in nothing but weight. `by-weight`: in proportion to it. `even`:
 * equally, whatever the weights. `none`: it prefers some targets on purpose, so that their shares are not checked.
 */
export type Spread = 'by-weight' | 'even' | 'none'

interface Scenario {
  readonly weights: readonly number[]
  /** Calls that run at any time; one begins as another ends. */
  readonly concurrency: number
}

const picks = 10_000
/** How far a share may be off: four standard deviations of a fair coin tossed as often. */
const tolerance = 0.02

const equal = [1, 1, 1, 1, 1]

/** Source: Finagle's `LoadDistributionTest`, one distribution test for every balancer. */
export function spreadCases(make: () => Strategy, spread: Exclude<Spread, 'none'>): ContractCase[] {
  const spreads = (name: string, scenario: Scenario): ContractCase => ({
    name,
    run() {
      // Once with candidates that a strategy may remember by their revision, once with a view for one pick only.
      for (const revision of [1, 0]) checkShares(make(), { ...scenario, revision, spread })
    },
  })
  return [
    spreads('gives equal targets equal shares of calls that follow each other', {
      weights: equal,
      concurrency: 1,
    }),
    spreads('gives equal targets equal shares of calls that overlap', { weights: equal, concurrency: 37 }),
    spreads(
      spread === 'even'
        ? 'gives targets equal shares whatever their weights'
        : 'gives targets shares in proportion to their weights',
      { weights: [5, 3, 2], concurrency: 100 },
    ),
  ]
}

function checkShares(
  strategy: Strategy,
  scenario: Scenario & { readonly revision: number; readonly spread: Spread },
): void {
  const { weights, spread } = scenario
  const targets = weights.map((weight, index) => fakeTarget({ id: `target-${index}`, weight }))
  const play = new StrategyPlay(strategy)
  const counts = serve(play, targets, scenario)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  for (const [index, { id, weight }] of targets.entries()) {
    const share = (counts[index] ?? 0) / picks
    const expected = spread === 'even' ? 1 / weights.length : weight / total
    demand(
      Math.abs(share - expected) <= tolerance,
      `${play.name}: of ${weights.length} targets of weight ${weights.join(', ')}, ${id} got ${percent(share)} of the calls ` +
        `instead of ${percent(expected)}; break ties at random in proportion to weight, or say how it spreads: { spread: 'none' }`,
    )
  }
}

/** Serves calls in modelled time, each as long as 0.5 to 2 s; gives how many each target served. */
function serve(
  play: StrategyPlay,
  targets: readonly FakeTarget[],
  { concurrency, revision }: { readonly concurrency: number; readonly revision: number },
): number[] {
  const random = seededRandom(20_261_120)
  const counts = targets.map(() => 0)
  const endings: { readonly target: FakeTarget; readonly startedAt: number; readonly endsAt: number }[] = []
  for (let call = 0; call < picks; call += 1) {
    if (endings.length >= concurrency) {
      const next = endings.reduce((first, one) => (one.endsAt < first.endsAt ? one : first))
      const place = endings.indexOf(next)
      endings.splice(place, 1)
      play.now = next.endsAt
      const durationMs = next.endsAt - next.startedAt
      // `endings` and the play's running attempts have the same order.
      play.end(place, { type: 'success', durationMs, firstContentMs: durationMs })
    }
    const facts = { affinityKey: `session-${call}`, revision }
    const target = play.pick(targets, facts)
    play.start(target, facts)
    counts[targets.indexOf(target)] = (counts[targets.indexOf(target)] ?? 0) + 1
    endings.push({ target, startedAt: play.now, endsAt: play.now + 1000 * 2 ** (random() * 2 - 1) })
  }
  return counts
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}
