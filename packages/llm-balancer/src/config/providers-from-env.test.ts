import { expect, it, vi } from 'vitest'
import { providersFromEnv } from './providers-from-env.ts'

it('gives a provider for each key', () => {
  expect(providersFromEnv({ OPENAI_API_KEY: 'o', ANTHROPIC_API_KEY: 'a', ANTHROPIC_MODEL: 'own' })).toEqual([
    { name: 'openai', apiKey: 'o', model: 'gpt-5.4-mini' },
    { name: 'claude', apiKey: 'a', model: 'own' },
  ])
  expect(providersFromEnv({ CLAUDE_API_KEY: 'c' })).toMatchObject([{ name: 'claude', apiKey: 'c' }])
})

it.each([
  ['GEMINI_API_KEY', 'gemini'],
  ['GOOGLE_API_KEY', 'gemini'],
  ['MISTRAL_API_KEY', 'mistral'],
  ['GROQ_API_KEY', 'groq'],
  ['TOGETHER_API_KEY', 'together'],
  ['COHERE_API_KEY', 'cohere'],
  ['CO_API_KEY', 'cohere'],
])('knows %s as the key of %s', (variable, name) => {
  expect(providersFromEnv({ [variable]: 'k' })).toEqual([
    { name, apiKey: 'k', model: expect.stringMatching(/./) as string },
  ])
})

it('takes an empty variable for none', () => {
  expect(providersFromEnv({ OPENAI_API_KEY: '', ANTHROPIC_API_KEY: '', CLAUDE_API_KEY: 'c' })).toHaveLength(1)
})

it('reads the process’s environment when it is given none, where there is one', () => {
  for (const name of Object.keys(process.env).filter((each) => /_(API_KEY|MODEL)$/.test(each)))
    vi.stubEnv(name, '')
  vi.stubEnv('OPENAI_API_KEY', 'from the process')
  expect(providersFromEnv()).toEqual([{ name: 'openai', apiKey: 'from the process', model: 'gpt-5.4-mini' }])
  vi.stubGlobal('process', undefined)
  const withoutProcess = providersFromEnv()
  vi.unstubAllGlobals()
  expect(withoutProcess).toEqual([])
})
