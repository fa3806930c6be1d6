import { collectWarnings } from '@llm-balancer/provider'
import type { ToolResultOutput } from '@llm-balancer/provider'
import { describe, expect, it } from 'vitest'
import { traitsOf } from './model-traits.ts'
import { toToolResponses } from './to-tool-responses.ts'

const parts = (output: ToolResultOutput, model = 'gemini-3.8-flash', providerOptions = {}): unknown =>
  toToolResponses(
    { type: 'tool-result', toolCallId: 't1', toolName: 'f', output, providerOptions },
    { traits: traitsOf(model), vertex: false, warn: collectWarnings().warn },
  )
const text = (value: string): { type: 'text'; text: string } => ({ type: 'text', text: value })

describe('results of tools', () => {
  const base = { id: 't1', name: 'f' }

  it.each([
    [{ type: 'text', value: 'ok' }, { output: 'ok' }],
    [{ type: 'json', value: { a: [1] } }, { output: { a: [1] } }],
    [{ type: 'json', value: null }, { output: null }],
    [{ type: 'error-text', value: 'no' }, { error: 'no' }],
    [{ type: 'error-json', value: { code: 1 } }, { error: { code: 1 } }],
    [{ type: 'execution-denied', reason: 'not now' }, { error: 'not now' }],
    [{ type: 'execution-denied' }, { error: 'The user did not allow this tool to run.' }],
  ] as const)('are an output or an error: %o', (output, response) => {
    expect(parts(output)).toEqual([{ functionResponse: { ...base, response } }])
  })

  const seen: ToolResultOutput = {
    type: 'content',
    value: [
      text('see '),
      { type: 'file', mediaType: 'image/png', data: { type: 'data', data: 'AA==' } },
      { type: 'file', mediaType: 'application/pdf', data: { type: 'url', url: 'https://a.example/a.pdf' } },
      text('these'),
      { type: 'custom', providerOptions: { google: { fileData: { fileUri: 'files/1' } } } },
    ],
  }
  const image = { inlineData: { mimeType: 'image/png', data: 'AA==' } }
  const response = { output: 'see these' }
  const addresses = [
    { fileData: { mimeType: 'application/pdf', fileUri: 'https://a.example/a.pdf' } },
    { fileData: { fileUri: 'files/1' } },
  ]

  it('contain their files from Gemini 3 on', () => {
    expect(parts(seen)).toEqual([{ functionResponse: { ...base, response, parts: [image] } }, ...addresses])
  })

  it('have their files beside them before Gemini 3', () => {
    expect(parts(seen, 'gemini-2.5-flash')).toEqual([
      { functionResponse: { ...base, response } },
      image,
      ...addresses,
    ])
  })

  it('lose parts of other vendors and approvals, with a warning', () => {
    const { warnings, warn } = collectWarnings()
    const mapping = { traits: traitsOf('m'), vertex: false, warn }
    const custom = { type: 'custom', providerOptions: { anthropic: { type: 'tool_reference' } } } as const
    const output: ToolResultOutput = { type: 'content', value: [custom, text('a')] }
    const approval = { type: 'tool-approval-response', approvalId: 'a', approved: true } as const
    expect(toToolResponses(approval, mapping)).toEqual([])
    expect(
      toToolResponses({ type: 'tool-result', toolCallId: 't1', toolName: 'f', output }, mapping),
    ).toEqual([{ functionResponse: { ...base, response: { output: 'a' } } }])
    expect(warnings).toEqual([{ type: 'unsupported', feature: 'custom part', details: 'left out' }])
  })

  it('have the caller’s options for Google', () => {
    const google = { functionResponse: { name: 'f', scheduling: 'SILENT' } }
    expect(parts({ type: 'text', value: 'ok' }, 'm', { google })).toEqual([google])
  })
})
