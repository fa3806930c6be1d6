import { expect, it } from 'vitest'
import { createFakeLLM, type FormatName } from '../index.ts'

const listOf = async (format: FormatName, models: readonly string[], path: string): Promise<unknown> => {
  const fake = createFakeLLM({ targets: { a: { format, models } } })
  return (await fake.fetch(fake.url('a') + path)).json()
}

it('Anthropic’s list of models names its first and its last one, for a client that reads on', async () => {
  expect(await listOf('anthropic', ['large', 'medium', 'small'], '/v1/models')).toMatchObject({
    data: [{ id: 'large' }, { id: 'medium' }, { id: 'small' }],
    has_more: false,
    first_id: 'large',
    last_id: 'small',
  })
})

it('Google’s list of models says what each can be asked for', async () => {
  const supportedGenerationMethods = ['generateContent', 'countTokens', 'batchEmbedContents']
  expect(await listOf('google', ['g'], '/models')).toEqual({
    models: [{ name: 'models/g', displayName: 'g', supportedGenerationMethods }],
  })
})
