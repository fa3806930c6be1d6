import { expect, it } from 'vitest'
import { checkApiKey } from './api-key.ts'
import { checkKnown, checkOptionalFunction, checkPositive, checkText } from './check-options.ts'

it('refuses an option nobody reads, by name', () => {
  expect(() => checkKnown('x', { model: 'm', basURL: 'u' }, ['model', 'baseURL'])).toThrow(
    'x: unknown option "basURL"; known options are model, baseURL',
  )
  expect(() => checkKnown('x', [] as object, [])).toThrow('x: options must be an object, got an array')
})

it('says what a missing or wrong text, number or function is', () => {
  expect(checkText('x', 'model', 'm')).toBe('m')
  expect(() => checkText('x', 'model', undefined)).toThrow('x: "model" is missing')
  expect(() => checkText('x', 'model', ' ')).toThrow(
    'x: "model" must be a non-empty string, got an empty one',
  )
  expect(checkPositive('x', 'limit', undefined)).toBeUndefined()
  expect(checkPositive('x', 'limit', 0.5)).toBe(0.5)
  expect(() => checkPositive('x', 'limit', 0)).toThrow(RangeError)
  expect(() => checkPositive('x', 'limit', Infinity)).toThrow('"limit" must be within (0, ∞), got Infinity')
  expect(() => checkPositive('x', 'limit', '5')).toThrow('x: "limit" must be a number, got a string')
  expect(() => checkOptionalFunction('x', 'fetch', {})).toThrow(
    'x: "fetch" must be a function, got an object',
  )
})

it('says how to give a key, and never the key', () => {
  expect(() => checkApiKey('openai', undefined)).toThrow(
    'openai: "apiKey" is missing; pass a string or a function that gives one',
  )
  expect(() => checkApiKey('openai', 5)).toThrow('openai: "apiKey" is a number; pass a string')
  expect(() => checkApiKey('openai', 'sk-secret\n')).toThrow(/^(?!.*secret).*such as a line end/)
  expect(() => checkApiKey('openai', () => 'k')).not.toThrow()
})
