import type { Strategy } from '../../contracts/strategy.ts'
import { demand, type ContractCase } from '../contract-case.ts'
import { strategyHistory } from './strategy-history.ts'
import { StrategyPlay } from './strategy-play.ts'

/** What a strategy's load meter says; a strategy without one passes. */
export function meterCases(make: () => Strategy): ContractCase[] {
  return [
    {
      name: 'measures loads that are numbers, the same however often they are read',
      run() {
        const play = new StrategyPlay(make())
        const history = strategyHistory(play, {
          between(targets) {
            for (const target of targets) {
              const load = play.loadOf(target)
              demand(
                load === play.loadOf(target),
                `${play.name}: meter.load gave another number at the second reading`,
              )
            }
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
            for (const target of targets) play.loadOf(target)
          },
        })
        demand(
          [...read].join() === unread.join(),
          `${play.name}: reading meter.load changed later choices; reading must change nothing`,
        )
      },
    },
  ]
}
