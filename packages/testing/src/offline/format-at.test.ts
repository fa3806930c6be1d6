import { expect, it } from 'vitest'
import type { FormatName } from '../index.ts'
import { formatAt } from './format-at.ts'

const hosts: readonly (readonly [string, FormatName])[] = [
  ['eu.openai.azure.com', 'azure-openai'],
  ['eu.services.ai.azure.com', 'azure-openai'],
  ['eu.cognitiveservices.azure.com', 'azure-openai'],
  ['api.anthropic.com', 'anthropic'],
  ['generativelanguage.googleapis.com', 'google'],
  ['aiplatform.googleapis.com', 'google'],
  ['europe-west1-aiplatform.googleapis.com', 'google'],
  ['api.cohere.com', 'cohere'],
  ['api.cohere.ai', 'cohere'],
  ['api.mistral.ai', 'mistral'],
  ['api.groq.com', 'groq'],
  ['api.together.xyz', 'together'],
  ['api.together.ai', 'together'],
]

it.each(hosts)('%s speaks the format of %s', (host, format) => {
  expect(formatAt(host)).toBe(format)
})

it.each(hosts)('a host whose name only begins as %s is another’s', (host) => {
  expect(formatAt(`${host}.example`)).toBe('openai')
})

// The names of Azure’s resources and of regions may begin with anything.
it.each(hosts.filter(([host]) => !host.startsWith('eu')))(
  'a host whose name only ends as %s is another’s',
  (host) => {
    expect(formatAt(`my${host}`)).toBe('openai')
  },
)

it('a resource of Azure has a name of its own before the domain', () => {
  for (const host of ['openai.azure.com', 'myopenai.azure.com', 'eu.azure.com', 'eu.storage.azure.com'])
    expect(formatAt(host)).toBe('openai')
})
