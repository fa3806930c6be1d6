import { collectWarnings } from '@llm-balancer/provider'
import type { UserPart, Warning } from '@llm-balancer/provider'
import { describe, expect, it } from 'vitest'
import { toParts } from './to-parts.ts'

const partsOf = (
  ...content: UserPart[]
): { readonly parts: readonly unknown[]; readonly warnings: readonly Warning[] } => {
  const { warnings, warn } = collectWarnings()
  return {
    parts: content.flatMap((part) => toParts(part, { modelId: 'gpt-5.4', stored: false, warn })),
    warnings,
  }
}

const openai = (own: object): { readonly openai: never } => ({ openai: own as never })

describe('a part of a user message', () => {
  it('is text, with its own options', () => {
    const cached = openai({ prompt_cache_breakpoint: { mode: 'explicit' } })
    expect(
      partsOf({ type: 'text', text: 'hi' }, { type: 'text', text: 'a', providerOptions: cached }),
    ).toEqual({
      parts: [
        { type: 'input_text', text: 'hi' },
        { type: 'input_text', text: 'a', prompt_cache_breakpoint: { mode: 'explicit' } },
      ],
      warnings: [],
    })
  })

  it('may be an image: inline, by URL, uploaded', () => {
    const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
    const { parts } = partsOf(
      { type: 'file', mediaType: 'image', data: { type: 'data', data: png } },
      { type: 'file', mediaType: 'image/*', data: { type: 'url', url: new URL('https://a.example/i.png') } },
      { type: 'file', mediaType: 'image/png', data: { type: 'reference', reference: { openai: 'file-1' } } },
      {
        type: 'file',
        mediaType: 'image/png',
        data: { type: 'data', data: 'iVBORw0K' },
        providerOptions: openai({ detail: 'high' }),
      },
    )
    expect(parts).toEqual([
      { type: 'input_image', detail: 'auto', image_url: 'data:image/png;base64,iVBORw0KGgo=' },
      { type: 'input_image', detail: 'auto', image_url: 'https://a.example/i.png' },
      { type: 'input_image', detail: 'auto', file_id: 'file-1' },
      { type: 'input_image', detail: 'high', image_url: 'data:image/png;base64,iVBORw0K' },
    ])
  })

  it('may be a document: inline, by URL, uploaded; texts are written out', () => {
    const pdf = { type: 'data', data: 'JVBERi0=' } as const
    const { parts, warnings } = partsOf(
      { type: 'file', mediaType: 'application/pdf', data: pdf },
      { type: 'file', mediaType: 'application/pdf', data: pdf, filename: 'a.pdf' },
      { type: 'file', mediaType: 'application/pdf', data: { type: 'url', url: 'https://a.example/a.pdf' } },
      {
        type: 'file',
        mediaType: 'application/pdf',
        data: { type: 'reference', reference: { openai: 'file-2' } },
      },
      { type: 'file', mediaType: 'text/plain', data: { type: 'text', text: 'Once upon a time' } },
    )
    expect(parts).toEqual([
      { type: 'input_file', filename: 'document.pdf', file_data: 'data:application/pdf;base64,JVBERi0=' },
      { type: 'input_file', filename: 'a.pdf', file_data: 'data:application/pdf;base64,JVBERi0=' },
      { type: 'input_file', file_url: 'https://a.example/a.pdf' },
      { type: 'input_file', file_id: 'file-2' },
      { type: 'input_text', text: 'Once upon a time' },
    ])
    expect(warnings).toEqual([])
  })

  it('is left out when it is sound or another vendor’s file', () => {
    const { parts, warnings } = partsOf(
      { type: 'file', mediaType: 'audio/wav', data: { type: 'data', data: 'UklGRg==' } },
      {
        type: 'file',
        mediaType: 'image/png',
        data: { type: 'reference', reference: { anthropic: 'file-1' } },
      },
    )
    expect(parts).toEqual([])
    expect(warnings.map((warning) => 'feature' in warning && warning.feature)).toEqual([
      'file of type audio/wav',
      'file of type image/png',
    ])
  })
})
