import type { Strategy } from '../../contracts/strategy.ts'
import { demand, type ContractCase } from '../contract-case.ts'
import { strategyHistory } from './strategy-history.ts'
import { StrategyPlay } from './strategy-play.ts'

/** A strategy's state is its own, and its random numbers are those of its balancer. */
export function ownershipCases(make: () => Strategy): ContractCase[] {
  return [
    {
      name: 'is made anew for each balancer',
      run() {
        const strategy = make()
        demand(
          strategy !== make(),
          `${strategy.name}: make gave the same strategy twice; two balancers would share its state`,
        )
      },
    },
    {
      name: 'belongs to one balancer: it has no state, or refuses a second bind',
      run: () => oneBalancer(make),
    },
    {
      name: 'shares no state with another strategy of its kind',
      run() {
        const alone = idsOf(new StrategyPlay(make()))
        const beside = inTurn(new StrategyPlay(make()), new StrategyPlay(make(), 2))
        demand(
          same(alone, beside),
          `${make().name}: two strategies influence each other; keep the state inside the function that makes one`,
        )
      },
    },
    {
      name: 'makes the same choices with the same random numbers',
      run() {
        const [once, twice] = [idsOf(new StrategyPlay(make())), idsOf(new StrategyPlay(make()))]
        demand(
          same(once, twice),
          `${make().name}: the same calls and random numbers gave other choices; ` +
            'use the `random` that bind is given and the `now` that pick is given',
        )
      },
    },
  ]
}

function oneBalancer(make: () => Strategy): void {
  const strategy = make()
  const { name } = strategy
  if (strategy.bind === undefined) {
    const shared = make()
    demand(
      same(idsOf(new StrategyPlay(strategy)), inTurn(new StrategyPlay(shared), new StrategyPlay(shared))),
      `${name}: two balancers may share this strategy and its state; give it a bind that throws a TypeError at the second call`,
    )
    return
  }
  const environment = { random: () => 0.5 }
  strategy.bind(environment)
  let refusal: unknown
  try {
    strategy.bind(environment)
  } catch (error) {
    refusal = error
  }
  demand(
    refusal !== undefined,
    `${name}: two balancers may share this strategy and its state; bind must throw a TypeError at the second call`,
  )
  demand(refusal instanceof TypeError, `${name}: bind must refuse a second balancer with a TypeError`)
}

function idsOf(play: StrategyPlay): string[] {
  return [...strategyHistory(play, {})]
}

/** The choices of the first one, while another history is played between its calls. */
function inTurn(play: StrategyPlay, other: StrategyPlay): string[] {
  const ids: string[] = []
  const others = strategyHistory(other, { seed: 99 })
  for (const id of strategyHistory(play, {})) {
    ids.push(id)
    others.next()
  }
  return ids
}

function same(one: readonly string[], other: readonly string[]): boolean {
  return one.join() === other.join()
}
