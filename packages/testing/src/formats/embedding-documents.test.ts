import { expect, it } from 'vitest'
import { createFakeLLM, type FormatName } from '../index.ts'
import { vectorOf } from '../vector-of.ts'

const texts = ['12345678', '1234']
const [first, second] = texts.map((text) => vectorOf(text))
const listed = {
  object: 'list',
  data: [first, second].map((embedding, index) => ({ object: 'embedding', index, embedding })),
  model: 'm',
}

it.each<[FormatName, string, object, object]>([
  [
    'openai',
    '/embeddings',
    { model: 'm', input: texts },
    { ...listed, usage: { prompt_tokens: 3, total_tokens: 3 } },
  ],
  [
    'mistral',
    '/embeddings',
    { model: 'm', input: texts },
    {
      ...listed,
      id: '00000000000000000000000000000001',
      usage: { prompt_tokens: 3, total_tokens: 3, completion_tokens: 0 },
    },
  ],
  ['together', '/embeddings', { model: 'm', input: texts }, listed],
  [
    'cohere',
    '/v2/embed',
    { model: 'm', texts, input_type: 'search_query' },
    {
      ...{ id: 'embed_fake_1', texts, response_type: 'embeddings_by_type' },
      embeddings: { float: [first, second] },
      meta: { api_version: { version: '2' }, billed_units: { input_tokens: 3 } },
    },
  ],
  [
    'google',
    '/models/m:batchEmbedContents',
    {
      requests: texts.map((text) => ({
        content: { parts: [{ text: text.slice(0, 2) }, { text: text.slice(2) }] },
      })),
    },
    {
      embeddings: [first, second].map((values) => ({ values })),
      usageMetadata: { promptTokenCount: 3 },
    },
  ],
])(
  'the vectors of %s come in its document, with the tokens of the texts',
  async (format, path, body, document) => {
    const fake = createFakeLLM({ targets: { a: { format } } })
    const response = await fake.fetch(fake.url('a') + path, { method: 'POST', body: JSON.stringify(body) })
    expect(await response.json()).toEqual(document)
  },
)
