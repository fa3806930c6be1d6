import { expect, it, vi } from 'vitest'
import { providersFromEnv } from './providers-from-env.ts'
import { vendors } from './vendors.generated.ts'

const variables = vendors.flatMap(({ environment }) => Object.values(environment?.variables ?? {}).flat())

it('gives a provider for each key, in the order of the vendors', () => {
  expect(providersFromEnv({ OPENAI_API_KEY: 'o', ANTHROPIC_API_KEY: 'a', ANTHROPIC_MODEL: 'own' })).toEqual([
    { name: 'claude', apiKey: 'a', model: 'own' },
    { name: 'openai', apiKey: 'o', model: 'gpt-5.4-mini' },
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
])('reads %s as the key of %s', (variable, name) => {
  expect(providersFromEnv({ [variable]: 'k' })).toEqual([
    { name, apiKey: 'k', model: expect.stringMatching(/./) as string },
  ])
})

it('reads further settings of a vendor', () => {
  const env = { OPENAI_API_KEY: 'o', OPENAI_BASE_URL: 'https://proxy.example/v1', OPENAI_ORG_ID: 'org' }
  expect(providersFromEnv(env)).toEqual([
    {
      name: 'openai',
      apiKey: 'o',
      model: 'gpt-5.4-mini',
      baseURL: 'https://proxy.example/v1',
      organization: 'org',
    },
  ])
})

it('gives no provider while something that the vendor requires is missing', () => {
  const azure = { AZURE_OPENAI_API_KEY: 'k', AZURE_OPENAI_ENDPOINT: 'https://x.openai.azure.com' }
  expect(providersFromEnv(azure)).toEqual([])
  expect(providersFromEnv({ ...azure, AZURE_OPENAI_DEPLOYMENT: 'chat' })).toEqual([
    { name: 'azure-openai', apiKey: 'k', model: 'chat', baseURL: 'https://x.openai.azure.com' },
  ])
  expect(providersFromEnv({ OPENAI_MODEL: 'gpt' })).toEqual([])
})

it('treats an empty variable as not set', () => {
  expect(providersFromEnv({ OPENAI_API_KEY: '', ANTHROPIC_API_KEY: '', CLAUDE_API_KEY: 'c' })).toHaveLength(1)
})

it('reads the environment of the process by default, where there is one', () => {
  for (const name of variables) vi.stubEnv(name, '')
  vi.stubEnv('OPENAI_API_KEY', 'from the process')
  expect(providersFromEnv()).toEqual([{ name: 'openai', apiKey: 'from the process', model: 'gpt-5.4-mini' }])
  vi.stubGlobal('process', undefined)
  const withoutProcess = providersFromEnv()
  vi.unstubAllGlobals()
  expect(withoutProcess).toEqual([])
})
