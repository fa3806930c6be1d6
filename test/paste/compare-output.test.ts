import { expect, it } from 'vitest'
import { differenceOf } from './compare-output.ts'

const isSame = (printed: string, output: string): boolean => differenceOf(printed, { output }) === ''
const shows = (printed: string, ...values: string[]): boolean => differenceOf(printed, { values }) === ''

it('compares all that is printed, line by line', () => {
  expect(isSame('one\ntwo\n', 'one\ntwo\n')).toBe(true)
  expect(isSame('one\ntwo\n', 'one\n')).toBe(false)
  expect(isSame('one', 'one\ntwo')).toBe(false)
  expect(isSame('two\none', 'one\ntwo')).toBe(false)
})

it('takes an ellipsis for anything in a line, or for any lines, and a time for any time', () => {
  expect(isSame('id 7 of a', 'id … of a')).toBe(true)
  expect(isSame('id 7 of b', 'id … of a')).toBe(false)
  expect(isSame('one\ntwo\nthree\nfour', 'one\n…\nfour')).toBe(true)
  expect(isSame('one\ntwo\nthree', 'one\n…\nfour')).toBe(false)
  expect(isSame('after 12 ms', 'after 1000 ms')).toBe(true)
  expect(isSame('after 12 s', 'after 1000 s')).toBe(false)
  expect(isSame('a (b) [c] $d', 'a (b) [c] $d')).toBe(true)
})

it('finds the values of comments in order, however Node breaks them into lines', () => {
  expect(shows("{\n  a: 1,\n  b: [ 'c' ]\n}\ntrue\n", "{ a: 1, b: ['c'] }", 'true')).toBe(true)
  expect(shows('one\ntwo', 'two', 'one')).toBe(false)
  expect(shows('one', 'one', 'one')).toBe(false)
})

it('wants a page to say that its program prints something', () => {
  expect(differenceOf('surprise', { values: [] })).toContain('surprise')
  expect(differenceOf('', { values: [] })).toBe('')
})
