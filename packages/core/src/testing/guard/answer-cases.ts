import type { Guard } from '../../contracts/guard.ts'
import { callFacts } from '../call-facts.ts'
import { demand, type ContractCase } from '../contract-case.ts'
import { guardHistory, type GuardHooks } from './guard-history.ts'
import { GuardPlay } from './guard-play.ts'

const seeds = [1, 2, 3, 4, 5, 6]

/** What a guard answers when it is asked. */
export function answerCases(make: () => Guard): ContractCase[] {
  return [
    {
      name: 'is made anew for each target',
      run() {
        const guard = make()
        demand(
          guard !== make(),
          `${guard.name}: make gave the same guard twice; the cases need a new one each time`,
        )
      },
    },
    {
      name: 'has a name',
      run() {
        const { name } = make() as { readonly name: unknown }
        demand(
          typeof name === 'string' && name.trim() !== '',
          'a guard needs a name, the reason that excluded targets are listed with: `name: "circuit-open"`',
        )
      },
    },
    {
      name: 'never throws, and admits exactly the calls of which it says that they may begin now',
      run() {
        for (const seed of seeds) guardHistory(new GuardPlay(make()), seed)
      },
    },
    ...pureCases(make),
    {
      name: 'keeps to the time that it names',
      run() {
        const play = new GuardPlay(make())
        for (let round = 0; round < 20; round += 1) {
          play.provoke()
          play.wait()
        }
      },
    },
    {
      name: 'admits calls at once after a reset, where it has one',
      run() {
        const play = new GuardPlay(make())
        play.provoke()
        if (!play.hasReset) return
        play.reset()
        demand(play.availableAt() <= play.now, `${play.name}: a call still has to wait after reset`)
      },
    },
  ]
}

/** What it must not change. */
function pureCases(make: () => Guard): ContractCase[] {
  return [
    {
      name: 'changes nothing when it is asked',
      run: () =>
        mustMakeNoDifference(make, 'asking availableAt changed later answers; asking must change nothing', {
          between(play) {
            play.availableAt()
            play.availableAt(callFacts({ startedAt: play.now, inputTokens: 1e6, outputTokens: 1e6 }))
          },
        }),
    },
    {
      name: 'says what is left of its limits, where it does, and changes nothing by it',
      run: () =>
        mustMakeNoDifference(make, 'asking headroom changed later answers; asking must change nothing', {
          between(play) {
            play.headroom()
          },
        }),
    },
  ]
}

/** Plays the same calls with and without something that must make no difference. @throws an error when it makes one */
export function mustMakeNoDifference(make: () => Guard, message: string, hooks: GuardHooks): void {
  for (const seed of seeds) {
    const usual = guardHistory(new GuardPlay(make()), seed)
    const name = make().name
    const again = guardHistory(new GuardPlay(make()), seed)
    demand(
      usual.join() === again.join(),
      `${name}: the same calls got other answers; ` +
        'use the `now` that the guard is given, give it seeded random numbers in the test, and keep its state inside',
    )
    const changed = guardHistory(new GuardPlay(make()), seed, hooks)
    const step = usual.findIndex((answer, index) => answer !== changed[index])
    demand(
      step === -1,
      `${name}: ${message}: at step ${step + 1} "${changed[step]}" instead of "${usual[step]}"`,
    )
  }
}
