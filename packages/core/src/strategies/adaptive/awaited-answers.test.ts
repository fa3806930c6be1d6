import { describe, expect, it } from 'vitest'
import { AwaitedAnswers, type AwaitedAnswer } from './awaited-answers.ts'
import { awaitedAnswer } from './test/awaited-answer.ts'

function awaitedSince(...times: readonly number[]): { list: AwaitedAnswers; answers: AwaitedAnswer[] } {
  const list = new AwaitedAnswers()
  const answers = times.map(awaitedAnswer)
  for (const answer of answers) list.add(answer)
  return { list, answers }
}

function at(answers: readonly AwaitedAnswer[], place: number): AwaitedAnswer {
  const answer = answers[place]
  if (answer === undefined) throw new RangeError(`there is no answer ${place}`)
  return answer
}

/** Answers usually take a ms: any silence is too long. */
const silence = (list: AwaitedAnswers): number => list.silenceMs(1, 1000)

describe('the answers that are awaited', () => {
  it('make a silence as long as the first of them', () => {
    const { list, answers } = awaitedSince(100, 300)
    expect(silence(list)).toBe(900)
    list.came(at(answers, 0))
    expect(silence(list)).toBe(700)
    list.came(at(answers, 1))
    expect(silence(list)).toBe(0)
    list.add(awaitedAnswer(800))
    expect(silence(list)).toBe(200)
  })

  it('do not include those that the answer of a later call has overtaken', () => {
    const { list, answers } = awaitedSince(100, 300, 500)
    list.came(at(answers, 1))
    expect(silence(list)).toBe(500)
    // Those that were overtaken come later, or never, and change nothing.
    list.came(at(answers, 0))
    list.failed(at(answers, 1))
    expect(silence(list)).toBe(500)
  })

  it('are without one that will not come, wherever it is', () => {
    const { list, answers } = awaitedSince(100, 300, 500, 700, 900)
    list.failed(at(answers, 1))
    list.failed(at(answers, 4))
    expect(silence(list)).toBe(900)
    list.failed(at(answers, 0))
    expect(silence(list)).toBe(500)
    list.came(at(answers, 2))
    expect(silence(list)).toBe(300)
    list.add(awaitedAnswer(950))
    list.came(at(answers, 3))
    expect(silence(list)).toBe(50)
    // Nothing that has left holds on to what came later.
    expect(answers.map(({ next }) => next)).toEqual(Array.from(answers, () => undefined))
  })
})

describe('a silence', () => {
  it('is too long to be chance after 1.6 times the usual time for one answer, and the earlier the more of them are awaited', () => {
    const firstOverdue = (count: number): number => {
      const { list } = awaitedSince(...Array.from({ length: count }, () => 0))
      for (let now = 0; ; now += 1) if (list.silenceMs(500, now) > 0) return now
    }
    expect(firstOverdue(1)).toBe(791)
    expect(firstOverdue(4)).toBe(560)
    // Answers that take as long as usual are never late, however many are awaited.
    expect(firstOverdue(1000)).toBe(501)
  })
})
