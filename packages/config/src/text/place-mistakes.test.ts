import { expect, it } from 'vitest'
import { placeMistakes } from './place-mistakes.ts'
import { readDocument } from './read-document.ts'

it('a mistake stands at its place, or at that of the innermost part there is', () => {
  const { root } = readDocument('a: 1\nb: { c: 3, d: 4 }\ne: [5, 6]')
  if (root === undefined) throw new Error('there is no document')
  const placed = placeMistakes(
    root,
    [['e', 1], ['b', 'd'], ['e', 0], ['b', 'c'], ['b', 'x'], ['a']].map((path) => ({
      path,
      message: path.join('.'),
    })),
  )
  expect(placed.map(({ line, column, message }) => `${line}:${column} ${message}`)).toEqual([
    ...['3:8 e.1', '2:15 b.d', '3:5 e.0', '2:9 b.c', '2:4 b.x', '1:4 a'],
  ])
})
