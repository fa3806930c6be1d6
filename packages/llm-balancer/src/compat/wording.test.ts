import { expect, it } from 'vitest'
import { worded, wordedAbout, type Wording } from './wording.ts'

const wording: Wording = [
  [/"baseURL"/, '"base_url"'],
  [/ is missing/, ' must be given'],
]
const providers = ['x', 'x" is missing', '"baseURL"', '$&', 'x'].map((name) => ({ name }))
const ownerAt = (place: number): string => `number ${place}`
const told = (message: string): string => wordedAbout(message, { providers, wording, ownerAt })

it('the words of a document take the place of ours', () => {
  expect(worded('"baseURL" is missing', wording)).toBe('"base_url" must be given')
})

it('the name of a provider stays as it is, whatever it says, and tells its place', () => {
  expect(told('provider "x" is missing": "baseURL" is wrong')).toBe(
    'number 1: provider "x" is missing": "base_url" is wrong',
  )
  expect(told('provider ""baseURL"": "baseURL" is missing')).toBe(
    'number 2: provider ""baseURL"": "base_url" must be given',
  )
  expect(told('provider "$&": no')).toBe('number 3: provider "$&": no')
})

it('of two providers with one name the later one is meant', () => {
  expect(told('provider "x": the name is taken')).toBe('number 4: provider "x": the name is taken')
})

it('without places the words alone are put in', () => {
  expect(wordedAbout('provider "x": "baseURL"', { providers, wording })).toBe('provider "x": "base_url"')
})

it('what is about no provider of the list is worded as a whole', () => {
  expect(told('a list is missing')).toBe('a list must be given')
  expect(told('provider "y": no')).toBe('provider "y": no')
})
