import type { Strategy } from '../../contracts/strategy.ts'
import { demand, type ContractCase } from '../contract-case.ts'
import { fakeTarget } from '../fake-target.ts'
import { strategyHistory, variedTargets } from './strategy-history.ts'
import { StrategyPlay } from './strategy-play.ts'

const seeds = [1, 2, 3, 4, 5]

/** What a strategy gives, and what it must leave as it is. */
export function choiceCases(make: () => Strategy): ContractCase[] {
  return [
    {
      name: 'has a name',
      run() {
        const { name } = make() as { readonly name: unknown }
        demand(
          typeof name === 'string' && name.trim() !== '',
          'a strategy needs a name for trails, snapshots and errors: `name: "round-robin"`',
        )
      },
    },
    {
      name: 'gives one of the candidates, whichever they are, while attempts begin and end',
      run() {
        for (const seed of seeds) playAll(make(), seed)
      },
    },
    {
      name: 'gives one of the candidates when there is one, when there are a thousand, and as time leaps',
      run: () => extremes(make),
    },
    {
      name: 'does not go back to a target that has left the balancer',
      run: () => leaving(make),
    },
    {
      name: 'changes nothing of the targets it is shown',
      run: () => readingOnly(make()),
    },
    {
      name: 'gives one of the candidates when several views of the targets alternate',
      run: () => alternatingViews(make),
    },
    {
      name: 'gives one of the candidates when no bound of their weights is known',
      run: () => looseBounds(make()),
    },
  ]
}

function playAll(strategy: Strategy, seed: number): void {
  for (const _ of strategyHistory(new StrategyPlay(strategy, seed), { seed })) continue
}

function extremes(make: () => Strategy): void {
  const bare = fakeTarget({ id: 'bare' })
  const many = Array.from({ length: 1000 }, (_, index) => fakeTarget({ id: `target-${index}` }))
  const odd = [
    fakeTarget({ id: 'light', weight: 1e-9 }),
    fakeTarget({ id: 'heavy', weight: 1e9, priority: -1000 }),
    fakeTarget({ id: 'used-up', limits: [{ unit: 'tokens', limit: 0, remaining: 0, resetMs: 0 }] }),
    fakeTarget({ id: 'free', cost: { inputPerMTok: 0, outputPerMTok: 0 }, inFlight: 1e6 }),
  ]
  for (const targets of [[bare], many, odd]) {
    const play = new StrategyPlay(make())
    for (const leapMs of [0, 0, 1, 86_400_000, 1e12]) {
      play.now += leapMs
      for (const inputTokens of [0, 1e7]) {
        const target = play.pick(targets, { inputTokens, affinityKey: '' })
        play.start(target)
        play.end(0, { type: 'success', durationMs: 0, firstContentMs: 0 })
      }
    }
  }
}

/** Plays with a target that leaves and is followed by another of the same id. */
function leaving(make: () => Strategy): void {
  for (const revision of [0, 1]) {
    const play = new StrategyPlay(make())
    const [a, b] = variedTargets(2)
    if (a === undefined || b === undefined) return
    for (let turn = 0; turn < 20; turn += 1) {
      // All of them as often as not, so that each is chosen whatever the strategy prefers.
      const eligible = [[a, b], [a], [b], [a, b]][turn % 4] ?? []
      play.start(play.pick(eligible, { revision: eligible.length === 2 ? revision : 0 }))
      play.end(0, { type: 'success', durationMs: 10, firstContentMs: 10 })
    }
    play.forget(a)
    play.forget(fakeTarget({ id: 'never-seen' }))
    const successor = fakeTarget({ id: a.id })
    for (let turn = 0; turn < 20; turn += 1) play.start(play.pick([b, successor], { revision: 2 * revision }))
  }
}

function readingOnly(strategy: Strategy): void {
  const play = new StrategyPlay(strategy)
  let before = ''
  const history = strategyHistory(play, {
    aroundPick(targets, _pick, when) {
      const now = JSON.stringify(targets)
      if (when === 'before') before = now
      else demand(before === now, `${play.name}: pick changed a target: ${difference(before, now)}`)
    },
  })
  for (const _ of history) continue
}

/** The first target that differs, before and after. */
function difference(before: string, after: string): string {
  const [was, is] = [before, after].map((text) => JSON.parse(text) as readonly object[])
  const place = was?.findIndex((target, index) => JSON.stringify(target) !== JSON.stringify(is?.[index])) ?? 0
  return `${JSON.stringify(was?.[place])} became ${JSON.stringify(is?.[place])}`
}

/** Views of one tag each, older ones among newer ones, with lists for one pick between them. */
function alternatingViews(make: () => Strategy): void {
  const targets = variedTargets(60)
  const views = [7, 3, 5, 2, 4, 9].map((divisor) => ({
    revision: divisor,
    eligible: targets.filter((_, index) => index % divisor === 0),
  }))
  for (const shown of [views.slice(0, 3), views]) {
    const play = new StrategyPlay(make())
    for (let turn = 0; turn < 60; turn += 1) {
      const { eligible = [], revision = 0 } = shown[turn % shown.length] ?? {}
      play.start(play.pick(eligible, { revision }))
      play.start(play.pick(eligible.slice(turn % 3), { revision: 0 }))
      play.end(0, { type: 'success', durationMs: 10 })
      play.now += 100
    }
  }
}

function looseBounds(strategy: Strategy): void {
  const play = new StrategyPlay(strategy)
  const targets = [1, 1e-6, 3].map((weight, index) => fakeTarget({ id: `target-${index}`, weight }))
  for (const maxWeight of [Infinity, 1e6, 3])
    for (const revision of [0, 1])
      for (let turn = 0; turn < 10; turn += 1) play.start(play.pick(targets, { revision, maxWeight }))
}
