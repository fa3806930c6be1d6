import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nearestWord } from './nearest-word.ts'

const words = [
  'targets',
  'strategy',
  'retry',
  'timeouts',
  'whenUnavailable',
  'cooling',
  'guards',
  'classify',
  'clock',
  'random',
  'maxAttempts',
  'attemptsPerTarget',
  'backoff',
  'budget',
  'maxWaitMs',
  'deadlineMs',
  'attemptMs',
  'firstContentMs',
  'idleMs',
  'failureThreshold',
  'resetTimeoutMs',
  'successThreshold',
  'maxProbes',
  'apiKey',
  'model',
  'baseURL',
  'headers',
  'fetch',
  'allowInsecureHttp',
  'signal',
]

describe('a slip is understood', () => {
  it.each([
    ['failureTreshold', 'failureThreshold'],
    ['maxAttemps', 'maxAttempts'],
    ['maxAttemtps', 'maxAttempts'],
    ['maxattempts', 'maxAttempts'],
    ['max_attempts', 'maxAttempts'],
    ['max-attempts', 'maxAttempts'],
    ['baseUrl', 'baseURL'],
    ['base_url', 'baseURL'],
    ['apikey', 'apiKey'],
    ['api_key', 'apiKey'],
    ['sinal', 'signal'],
    ['singal', 'signal'],
    ['stratgy', 'strategy'],
    ['startegy', 'strategy'],
    ['deadline', 'deadlineMs'],
    ['deadlineSeconds', 'deadlineMs'],
    ['retries', 'retry'],
    ['target', 'targets'],
    ['budgets', 'budget'],
    ['timeout', 'timeouts'],
    ['header', 'headers'],
    ['Model', 'model'],
    ['attempt', 'attemptMs'],
  ])('%s is meant to be %s', (word, meant) => expect(nearestWord(word, words)).toBe(meant))

  it('whichever one letter is wrong, missing, too many or in the wrong place', () => {
    const long = words.filter((word) => word.length >= 5)
    const slips = fc
      .tuple(fc.constantFrom(...long), fc.nat(), fc.constantFrom('miss', 'add', 'replace', 'swap'))
      .map(([word, place, slip]) => ({ word, misspelt: misspell(word, place % (word.length - 1), slip) }))
    fc.assert(
      fc.property(slips, ({ word, misspelt }) => {
        const found = nearestWord(misspelt, [word, 'zzzzzzzzzzzz'])
        expect(found).toBe(word)
      }),
      { seed: 11, numRuns: 2000 },
    )
  })
})

describe('nothing is guessed', () => {
  it.each([
    'colour',
    'foo',
    'x',
    'ms',
    's',
    '',
    'id',
    'name',
    'verbose',
    'onError',
    'temperature',
    'prompt',
    'key',
    'sticky',
    'maxRetries',
    'interval',
    'weights',
    // Two neighbouring letters are wrong, rather than in each other's place.
    'resqy',
  ])('for %j', (word) => expect(nearestWord(word, words)).toBeUndefined())

  it('where there are no words, and for what is too long to be a name', () => {
    expect(nearestWord('retry', [])).toBeUndefined()
    expect(nearestWord('retry'.repeat(100), words)).toBeUndefined()
  })

  it('that shares less than half of its letters with the word', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-zA-Z]{1,20}$/), (word) => {
        const found = nearestWord(word, words)
        const letters = new Set(word.toLowerCase())
        const shared = Array.from((found ?? '').toLowerCase()).filter((letter) => letters.has(letter)).length
        expect(found === undefined || shared * 2 >= found.length).toBe(true)
      }),
      { seed: 11, numRuns: 3000 },
    )
  })
})

it('of several near words it is the nearest, of equal ones the first', () => {
  expect(nearestWord('attemptMss', ['attemptMs', 'attempts'])).toBe('attemptMs')
  expect(nearestWord('idleMx', ['idleMs', 'idleMy'])).toBe('idleMs')
})

function misspell(word: string, place: number, slip: string): string {
  const [before, letter, after] = [word.slice(0, place), word.slice(place, place + 1), word.slice(place + 1)]
  if (slip === 'miss') return before + after
  if (slip === 'add') return `${before}${letter}q${after}`
  if (slip === 'replace') return `${before}q${after}`
  return `${before}${after.slice(0, 1)}${letter}${after.slice(1)}`
}
