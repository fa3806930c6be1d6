import { describe, expect, it } from 'vitest'
import { conformanceCases, embeddingConformanceCases, type ConformanceCase } from './index.ts'
import { carelessAdapters } from './support/careless-adapters.ts'
import { carelessEmbeddings } from './support/careless-embeddings.ts'
import { tinyAdapter } from './support/tiny-adapter.ts'
import { tinyEmbedding } from './support/tiny-embedding.ts'

const run = (cases: readonly ConformanceCase[], name: string): Promise<void> =>
  cases.find((one) => one.name === name)?.run() ?? Promise.reject(new Error(`there is no case "${name}"`))

describe('a careless adapter fails the suite when it', () => {
  const bothWays: readonly (readonly [keyof typeof carelessAdapters, string])[] = [
    ['asks another server', 'posts JSON with the prompt below the base URL'],
    ['asks with another method', 'posts JSON with the prompt below the base URL'],
    ['puts the prompt into the URL', 'posts JSON with the prompt below the base URL'],
    ['sends no type', 'posts JSON with the prompt below the base URL'],
    ['sends the key twice', 'sends the key in its one header and nowhere else'],
    [
      'forgets the headers of a call',
      'lets the call’s headers win over the request’s, and undefined remove one',
    ],
    ['sends before it is read or looks at its signal', 'with a signal that is aborted already sends nothing'],
    ['forgets the question', 'posts JSON with the prompt below the base URL'],
    ['sends the key in the body', 'sends the key in its one header and nowhere else'],
    [
      'sends the key in the body',
      'sends nothing of other vendors’ of a conversation that moved here, and all the rest',
    ],
    ['sends no key', 'sends the key in its one header and nowhere else'],
    [
      'sends results twice',
      'keeps each tool call with its result, and apart from the others, whatever their ids',
    ],
    [
      'puts the prompt into the URL',
      'sends nothing of other vendors’ of a conversation that moved here, and all the rest',
    ],
    [
      'sends the key in the URL as well',
      'sends nothing of other vendors’ of a conversation that moved here, and all the rest',
    ],
    ['sends no key', 'sends nothing of other vendors’ of a conversation that moved here, and all the rest'],
    [
      'forgets the question',
      'sends nothing of other vendors’ of a conversation that moved here, and all the rest',
    ],
    [
      'forgets what the model said',
      'sends nothing of other vendors’ of a conversation that moved here, and all the rest',
    ],
    ['takes an empty error for one', 'takes an empty error beside an answer for none'],
  ]
  const oneWay: readonly (readonly [keyof typeof carelessAdapters, string])[] = [
    ['keeps the headers it has sent', 'the answer’s record of the request contains neither key nor headers'],
    ['sends before it is read or looks at its signal', 'a stream that is not read sends nothing'],
    ['sends before it is read or looks at its signal', 'return() before the first part sends nothing'],
    ['reads to the end before it answers', 'a stream is read only as fast as its consumer asks'],
    ['reads on when it is aborted', 'return() while a part is awaited closes the connection at once'],
    ['reads on when it is aborted', 'stream can be aborted in the body, which is cancelled'],
    ['reads on when it is aborted', 'generate can be aborted in the body, which is cancelled'],
    ['ends at the first finish', 'a stream with a finish in every chunk is the whole answer'],
  ]
  const all = [
    ...bothWays.flatMap(([what, rest]) =>
      ['generate', 'stream'].map((way) => [what, `${way} ${rest}`] as const),
    ),
    ...oneWay,
  ]

  it.each(all)('%s: %s', async (what, name) => {
    const casesOf = (create: Parameters<typeof conformanceCases>[0]['create']) =>
      conformanceCases({ fixtures: 'openai-compatible', create })
    await expect(run(casesOf(tinyAdapter), name)).resolves.toBeUndefined()
    const create = carelessAdapters[what] ?? tinyAdapter
    await expect(run(casesOf(create), name)).rejects.not.toThrow('there is no case')
  })
})

describe('a careless embedding adapter fails the suite when it', () => {
  it.each([
    [
      'forgets the headers of a call',
      'embed lets the call’s headers win over the request’s, and undefined remove one',
    ],
    ['keeps silent about the purpose', 'embed says what the vectors are for, or warns'],
    ['asks about no texts', 'embed without texts is a TypeError and sends nothing'],
    ['throws another error for no texts', 'embed without texts is a TypeError and sends nothing'],
    ['keeps the headers it has sent', 'embed’s record of the request contains neither key nor headers'],
    ['looks at its signal too late', 'embed with a signal that is aborted already sends nothing'],
    ['reads to the end whatever comes', 'embed gives an endless body up before it has read 48 MiB'],
    ['makes vectors up when it fails', 'an answer that is cut anywhere is a failure'],
    ['makes vectors up when it fails', 'an answer that does not parse and repeats the request keeps it'],
  ])('%s: %s', async (what, name) => {
    const casesOf = (create: Parameters<typeof embeddingConformanceCases>[0]['create']) =>
      embeddingConformanceCases({ surface: 'openai', create })
    await expect(run(casesOf(tinyEmbedding), name)).resolves.toBeUndefined()
    const create = carelessEmbeddings[what] ?? tinyEmbedding
    await expect(run(casesOf(create), name)).rejects.not.toThrow('there is no case')
  })
})
