import { sourcesOf } from '@llm-balancer/testing'
import { generateText, Output, stepCountIs, streamText, tool } from 'ai'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { balancedModel } from './balanced-model.ts'
import { createScene, inOrder, kinds } from './test/scene.ts'

const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
const someMs: unknown = expect.any(Number)

describe.each(kinds)('generateText over %s', (kind) => {
  it('is answered by the target that serves, and names it', async () => {
    const { fake, targets, asked } = createScene(kind)
    const { text, finalStep, usage, finishReason } = await generateText({
      model: balancedModel(targets, inOrder()),
      prompt: 'Hello',
    })
    expect(asked()).toEqual(['first'])
    expect(sourcesOf(text)).toEqual(['first#1'])
    expect(finishReason).toBe('stop')
    expect(usage.outputTokens).toBeGreaterThan(0)
    expect(finalStep.providerMetadata?.['llmBalancer']).toEqual({
      target: 'first',
      attempts: [{ target: 'first', durationMs: someMs, firstContentMs: someMs }],
    })
    await fake.close()
  })

  it('fails over to another target when one fails', async () => {
    const { fake, targets, asked } = createScene(kind)
    fake.target('first').script(['overloaded'])
    const { text, finalStep } = await generateText({
      model: balancedModel(targets, inOrder()),
      prompt: 'Hello',
    })
    expect(asked()).toEqual(['first: overloaded', 'second'])
    expect(sourcesOf(text)).toEqual(['second#2'])
    expect(finalStep.providerMetadata?.['llmBalancer']).toMatchObject({
      target: 'second',
      attempts: [{ target: 'first', kind: 'overloaded', status: 503 }, { target: 'second' }],
    })
    await fake.close()
  })

  it('fails over at once from a target without quota, although its status is retryable', async () => {
    const { fake, targets, asked } = createScene(kind)
    fake.target('first').script(['quota', 'ok'])
    const model = balancedModel(targets, inOrder())
    await generateText({ model, prompt: 'Hello' })
    await generateText({ model, prompt: 'Hello again' })
    expect(asked()).toEqual(['first: quota', 'second', 'second'])
    await fake.close()
  })

  it('calls tools in parallel, each step wherever it can be served', async () => {
    const { fake, targets, asked } = createScene(kind)
    const toolCalls = [
      { name: 'weather', input: { city: 'Rome' } },
      { name: 'weather', input: { city: 'Oslo' } },
    ]
    fake.target('first').script([{ reply: { toolCalls } }, 'server'])
    const cities: string[] = []
    const { text, steps } = await generateText({
      model: balancedModel(targets, inOrder()),
      tools: {
        weather: tool({
          inputSchema: z.object({ city: z.string() }),
          execute: ({ city }) => {
            cities.push(city)
            return `sunny in ${city}`
          },
        }),
      },
      stopWhen: stepCountIs(3),
      prompt: 'How is the weather?',
    })
    expect(asked()).toEqual(['first', 'first: server', 'second'])
    expect(cities.toSorted()).toEqual(['Oslo', 'Rome'])
    expect(steps).toHaveLength(2)
    expect(sourcesOf(text)).toEqual(['second#3'])
    const sent = JSON.stringify(fake.target('second').requests[0]?.body)
    expect(sent).toContain('sunny in Rome')
    expect(sent).toContain('sunny in Oslo')
    await fake.close()
  })

  it('gives objects', async () => {
    const { fake, targets, asked } = createScene(kind)
    fake.target('first').script(['rate-limit'])
    fake.target('second').update({ reply: '{"name":"Ada"}' })
    const { output } = await generateText({
      model: balancedModel(targets, inOrder()),
      output: Output.object({ schema: z.object({ name: z.string() }) }),
      prompt: 'Who?',
    })
    expect(output).toEqual({ name: 'Ada' })
    expect(asked()).toEqual(['first: rate-limit', 'second'])
    expect(JSON.stringify(fake.target('first').requests[0]?.body)).toContain('"name":{"type":"string"}')
    await fake.close()
  })

  it('shows images to whichever target serves', async () => {
    const { fake, targets, asked } = createScene(kind)
    fake.target('first').script(['timeout'])
    await generateText({
      model: balancedModel(targets, inOrder()),
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is it?' },
            { type: 'file', data: Buffer.from(png, 'base64'), mediaType: 'image/png' },
          ],
        },
      ],
    })
    expect(asked()).toEqual(['first: timeout', 'second'])
    for (const { body } of fake.requests) expect(JSON.stringify(body)).toContain(png)
    await fake.close()
  })

  it('hands settings, headers and options on', async () => {
    const { fake, targets } = createScene(kind)
    await generateText({
      model: balancedModel(targets, inOrder()),
      prompt: 'Hello',
      temperature: 0.5,
      maxOutputTokens: 77,
      stopSequences: ['END'],
      headers: { 'x-trace': 'one' },
      providerOptions: { openai: { user: 'somebody' }, llmBalancer: { affinityKey: 'a' } },
    })
    const [sent] = fake.requests
    expect(sent?.headers).toMatchObject({ 'x-trace': 'one' })
    expect(sent?.body).toMatchObject({ temperature: 0.5, stop: ['END'], user: 'somebody' })
    expect(JSON.stringify(sent?.body)).toContain(':77')
    expect(JSON.stringify(sent?.body)).not.toContain('affinityKey')
    await fake.close()
  })
})

describe.each(kinds)('streamText over %s', (kind) => {
  it('shows one clean stream, whichever targets failed before its first content', async () => {
    const { fake, targets, asked } = createScene(kind)
    fake.target('first').script(['overloaded'])
    fake.target('second').script([{ fault: 'truncate', afterChunks: 0 }])
    const result = streamText({ model: balancedModel(targets, inOrder()), prompt: 'Hello' })
    const types: string[] = []
    for await (const part of result.stream) types.push(part.type)
    expect(asked()).toEqual(['first: overloaded', 'second: truncate', 'third'])
    expect(sourcesOf(await result.text)).toEqual(['third#3'])
    expect(types.filter((type) => type === 'error' || type === 'start-step')).toEqual(['start-step'])
    expect(await result.finishReason).toBe('stop')
    expect((await result.usage).outputTokens).toBeGreaterThan(0)
    expect((await result.finalStep).providerMetadata?.['llmBalancer']).toMatchObject({
      target: 'third',
      attempts: [
        { target: 'first', kind: 'overloaded', status: 503 },
        { target: 'second', kind: 'stream-interrupted' },
        { target: 'third', durationMs: someMs, firstContentMs: someMs },
      ],
    })
    await fake.close()
  })

  it('calls tools', async () => {
    const { fake, targets, asked } = createScene(kind)
    const toolCalls = [
      { name: 'add', input: { a: 1, b: 2 } },
      { name: 'add', input: { a: 3, b: 4 } },
    ]
    fake.target('first').script([{ reply: { toolCalls } }, 'overloaded'])
    const result = streamText({
      model: balancedModel(targets, inOrder()),
      tools: {
        add: tool({
          inputSchema: z.object({ a: z.number(), b: z.number() }),
          execute: ({ a, b }) => a + b,
        }),
      },
      stopWhen: stepCountIs(3),
      prompt: 'Add',
    })
    const outputs: unknown[] = []
    for await (const part of result.stream) if (part.type === 'tool-result') outputs.push(part.output)
    expect(outputs.toSorted()).toEqual([3, 7])
    expect(asked()).toEqual(['first', 'first: overloaded', 'second'])
    expect(sourcesOf(await result.text)).toEqual(['second#3'])
    await fake.close()
  })

  it('gives raw chunks when they are requested', async () => {
    const { fake, targets } = createScene(kind)
    const model = balancedModel(targets, inOrder())
    const raw: number[] = []
    for (const rawChunks of [true, false]) {
      const result = streamText({ model, prompt: 'Hello', include: { rawChunks } })
      let count = 0
      for await (const part of result.stream) if (part.type === 'raw') count += 1
      raw.push(count)
    }
    expect(raw).toEqual([expect.any(Number), 0])
    expect(raw[0]).toBeGreaterThan(3)
    await fake.close()
  })
})
