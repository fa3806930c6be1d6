import { describe, expect, it } from 'vitest'
import { resolveFile } from './resolve-file.ts'
import type { FileLike, ResolvedFile } from './resolve-file.ts'

const png = 'iVBORw0KGgo='
const resolved = (mediaType: string, data: FileLike['data'], filename?: string): ResolvedFile | undefined =>
  resolveFile({ mediaType, data, ...(filename === undefined ? {} : { filename }) }, 'acme')

describe('a file of a message', () => {
  it('at hand is base64 and an address that holds it, of its full media type', () => {
    expect(resolved('image', { type: 'data', data: png })).toEqual({
      mediaType: 'image/png',
      base64: png,
      url: `data:image/png;base64,${png}`,
    })
    expect(resolved('application/pdf', { type: 'data', data: new Uint8Array([65]) }, 'a.pdf')).toMatchObject({
      base64: 'QQ==',
      filename: 'a.pdf',
    })
  })

  it('in a data: address is read, with the media type of the address where the part has none', () => {
    const url = `data:image/webp;base64,${png}`
    expect(resolved('image/*', { type: 'url', url })).toMatchObject({ mediaType: 'image/webp', base64: png })
    expect(resolved('image/gif', { type: 'url', url: new URL(url) })).toMatchObject({
      mediaType: 'image/gif',
    })
    expect(resolved('image', { type: 'url', url: `data:;base64,${png}` })).toMatchObject({
      mediaType: 'image/png',
    })
    expect(resolved('application/pdf', { type: 'url', url: 'data:application/pdf;x=1,%41' })).toMatchObject({
      base64: 'QQ==',
    })
  })

  it('elsewhere is its address, as the caller wrote it', () => {
    const url = new URL('https://a.example')
    expect(resolved('image/png', { type: 'url', url })).toEqual({
      mediaType: 'image/png',
      url: 'https://a.example/',
    })
    expect(resolved('image/png', { type: 'url', url, originalUrl: 'https://a.example' })).toMatchObject({
      url: 'https://a.example',
    })
    const named = 'https://a.example/data:image/png;base64,x'
    expect(resolved('image/png', { type: 'url', url: named })).toEqual({ mediaType: 'image/png', url: named })
  })

  it('that is a text is written out', () => {
    expect(resolved('text/plain', { type: 'text', text: 'hi' })).toMatchObject({ text: 'hi' })
    expect(resolved('text/markdown', { type: 'data', data: 'w6Q=' })).toEqual({
      mediaType: 'text/markdown',
      text: 'ä',
    })
    expect(resolved('text/plain', { type: 'url', url: 'data:text/plain,50%25' })).toMatchObject({
      text: '50%',
    })
    expect(resolved('text/plain', { type: 'url', url: 'data:text/plain,50%' })).toMatchObject({ text: '50%' })
  })

  it('of a text type that is no base64 stays as it is', () => {
    expect(resolved('text/plain', { type: 'data', data: '#' })).toMatchObject({ base64: '#' })
  })

  it('uploaded earlier has the id it has at this vendor, or none', () => {
    expect(resolved('image/png', { type: 'reference', reference: { acme: 'f-1', other: 'f-2' } })).toEqual({
      mediaType: 'image/png',
      id: 'f-1',
    })
    expect(resolved('image/png', { type: 'reference', reference: { other: 'f-2' } })).toBeUndefined()
    expect(resolved('image/png', { type: 'reference', reference: {} })).toBeUndefined()
  })
})
