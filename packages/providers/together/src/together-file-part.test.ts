import { expect, it } from 'vitest'
import { togetherFilePart } from './together-file-part.ts'

it.each(['image/png', 'video/mp4', 'audio/mpeg'])('a file of type %s needs an address', (mediaType) => {
  expect(togetherFilePart({ mediaType, id: 'file-1' })).toBeUndefined()
  expect(togetherFilePart({ mediaType, url: 'https://a.example/b' })).toBeDefined()
})
