import type { Strategy } from '../../contracts/strategy.ts'
import { callFacts } from '../call-facts.ts'
import { demand, type ContractCase } from '../contract-case.ts'
import { strategyHistory, variedTargets } from './strategy-history.ts'
import { StrategyPlay } from './strategy-play.ts'

const plainCall = callFacts()
const streamingCall = callFacts({ streaming: true })

/** What a strategy's load meter says; a strategy without one passes. */
export function meterCases(make: () => Strategy): ContractCase[] {
  return [
    {
      name: 'measures loads that are numbers, the same however often they are read',
      run() {
        const play = new StrategyPlay(make())
        const history = strategyHistory(play, {
          between(targets) {
            for (const target of targets)
              for (const call of [undefined, plainCall, streamingCall])
                demand(
                  play.loadOf(target, call) === play.loadOf(target, call),
                  `${play.name}: meter.load gave another number at the second reading`,
                )
          },
        })
        for (const _ of history) continue
      },
    },
    {
      name: 'chooses the same whether or not its loads are read',
      run() {
        const unread = [...strategyHistory(new StrategyPlay(make()), {})]
        const play = new StrategyPlay(make())
        const read = strategyHistory(play, {
          between(targets) {
            for (const target of targets) play.loadOf(target, streamingCall)
          },
        })
        demand(
          [...read].join() === unread.join(),
          `${play.name}: reading meter.load changed later choices; reading must change nothing`,
        )
      },
    },
    {
      name: 'hears each attempt to its end, also of attempts that began before a target left',
      run: () => lateEnds(make()),
    },
  ]
}

/** Ends of all kinds come when the targets have left, as those of attempts that were running then do. */
function lateEnds(strategy: Strategy): void {
  const play = new StrategyPlay(strategy)
  const targets = variedTargets()
  for (const outcome of ['success', 'neutral', 'failure'] as const) {
    for (const target of targets)
      for (const streaming of [false, true]) play.start(target, { streaming, inputTokens: 1000 })
    for (const target of targets) play.forget(target)
    play.now += 5000
    const measures = { durationMs: 5000, usage: { inputTokens: 500 } }
    play.endAll(
      outcome === 'failure'
        ? { ...measures, type: outcome, kind: 'server', scope: 'target' }
        : { ...measures, type: outcome },
    )
  }
  for (const target of targets) play.loadOf(target)
}
