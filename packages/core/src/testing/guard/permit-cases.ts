import type { Guard } from '../../contracts/guard.ts'
import type { Outcome } from '../../contracts/outcome.ts'
import { demand, type ContractCase } from '../contract-case.ts'
import { mustMakeNoDifference } from './answer-cases.ts'
import { guardHistory } from './guard-history.ts'
import { failed, GuardPlay, mostPermits, neutral, unsent } from './guard-play.ts'

const succeeded: Outcome = { type: 'success', durationMs: 20, firstContentMs: 20 }

/** What becomes of the room that a guard's permits take. */
export function permitCases(make: () => Guard): ContractCase[] {
  return [
    {
      name: 'gets its room back at once from calls that were never made',
      run() {
        for (const [when, play] of situations(make)) {
          const before = play.room()
          const after = play.room()
          demand(
            after === before,
            `${play.name}: ${when} it had room for ${before} calls; after as many that were never made it has room for ${after}`,
          )
        }
      },
    },
    ...[succeeded, failed, neutral].map((outcome) => ({
      name: `has room after a thousand calls with the outcome "${outcome.type}"`,
      run() {
        const play = new GuardPlay(make())
        for (let call = 0; call < 1000; call += 1) {
          play.wait()
          play.release(play.admit(), outcome)
        }
        play.wait()
      },
    })),
    {
      name: 'has room after calls that overlapped and ended in every way',
      run() {
        for (const seed of [1, 2, 3]) {
          const play = new GuardPlay(make())
          guardHistory(play, seed)
          play.wait()
          play.release(play.admit(), neutral)
        }
      },
    },
    {
      name: 'gives the room of one permit once: a second release does nothing',
      run() {
        for (const [when, play] of situations(make)) onceOnly(when, play)
        mustMakeNoDifference(make, 'a second release of a permit changed later answers', {
          released(permit, play) {
            play.release(permit, failed)
            play.release(permit, neutral)
          },
        })
      },
    },
  ]
}

function onceOnly(when: string, play: GuardPlay): void {
  const [permit, ...others] = play.fill()
  if (permit === undefined || others.length + 1 === mostPermits) return
  play.release(permit, unsent)
  play.release(permit, unsent)
  const room = play.room()
  demand(
    room === 1,
    `${play.name}: ${when} one of ${others.length + 1} permits was released twice, which made room for ${room} calls`,
  )
}

/** A new guard; and one whose target has failed until it refused calls, at the time when it admits one again. */
function situations(make: () => Guard): [when: string, play: GuardPlay][] {
  const provoked = new GuardPlay(make())
  provoked.provoke()
  provoked.wait()
  return [
    ['at the beginning', new GuardPlay(make())],
    ['after failures', provoked],
  ]
}
