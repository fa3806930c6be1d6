import { expect, it } from 'vitest'
import { EarliestTime } from './earliest-time.ts'
import type { Target } from './target.ts'

const scene = (times: Record<string, number>) => {
  const asked: string[] = []
  const targets = Object.keys(times).map((id) => ({ id }) as Target<string>)
  const earliest = new EarliestTime<string>(({ id }) => {
    asked.push(id)
    return times[id] ?? Infinity
  })
  return {
    asked,
    of: (now: number) => earliest.of(targets, now),
    note: (time: number) => {
      earliest.note(time)
    },
  }
}

it('is the earliest of all, and Infinity where none says one', () => {
  expect(scene({ a: 900, b: 500, c: 700 }).of(0)).toBe(500)
  expect(scene({ a: Infinity }).of(0)).toBe(Infinity)
  expect(scene({}).of(0)).toBe(Infinity)
})

it('is asked for anew after a quarter of a second, or when time has gone back', () => {
  const { asked, of } = scene({ a: 900 })
  of(100)
  expect(of(349)).toBe(900)
  expect(asked).toEqual(['a'])
  of(350)
  expect(asked).toEqual(['a', 'a'])
  of(349)
  expect(asked).toEqual(['a', 'a', 'a'])
})

it('is not asked of further targets once one is due', () => {
  const { asked, of } = scene({ a: 900, b: 100, c: 50 })
  expect(of(100)).toBe(100)
  expect(asked).toEqual(['a', 'b'])
})

it('is earlier when it is told so meanwhile, never later', () => {
  const { of, note } = scene({ a: 900 })
  of(0)
  note(950)
  expect(of(1)).toBe(900)
  note(300)
  expect(of(2)).toBe(300)
})
