import { describe, expect, it } from 'vitest'
import { checkListOptions } from './check-list-options.ts'
import { toRunOptions } from './run-options.ts'
import { describeEntry, toTargets } from './to-targets.ts'

type Model = { readonly provider: string; readonly modelId: string }

const acme: Model = { provider: 'acme', modelId: 'm' }
const other: Model = { provider: 'other', modelId: 'n' }
const itself = (model: Model): Model => model

describe('the models of a list as targets', () => {
  it('are named after vendor and model, with a number where that is taken', () => {
    const targets = toTargets('owner', [acme, other, acme, { model: acme }], itself)
    expect(targets.map(({ id, client, model }) => [id, client, model])).toEqual([
      ['acme/m', acme, 'm'],
      ['other/n', other, 'n'],
      ['acme/m#2', acme, 'm'],
      ['acme/m#3', acme, 'm'],
    ])
  })

  it('keep their own names and settings', () => {
    const entry = { id: 'main', model: acme, weight: 3, tags: ['eu'] }
    expect(toTargets('owner', [entry], itself)).toEqual([
      { id: 'main', client: acme, model: 'm', weight: 3, tags: ['eu'] },
    ])
  })

  it('are at least one', () => {
    expect(() => toTargets('owner', [], itself)).toThrow('owner: "source" must hold at least one model')
  })

  it('have no unknown settings', () => {
    const entry = { id: 'main', model: acme, wieght: 3 }
    expect(() => toTargets('owner', [entry], itself)).toThrow(
      'target "main": unknown option "wieght", did you mean "weight"?',
    )
    const withClient = { id: 'main', model: acme, client: acme }
    expect(() => toTargets('owner', [withClient], itself)).toThrow(
      'target "main": unknown option "client"; use "model"',
    )
  })

  it('are recognised as models by their ids, whatever else they have', () => {
    const odd = { ...acme, model: 'a field of its own' }
    expect(describeEntry(odd)).toEqual({ model: odd })
    expect(describeEntry({ model: acme })).toEqual({ model: acme })
  })
})

describe('the options of a list', () => {
  it("are the balancer's and its own", () => {
    const own = ['modelId']
    expect(() => checkListOptions('owner', { strategy: 1, retry: 1, modelId: 1 }, { own })).not.toThrow()
    expect(() => checkListOptions('owner', { targets: [] }, { own })).toThrow(
      'owner: unknown option "targets"',
    )
    expect(() => checkListOptions('owner', { model: 'm' }, { own, hints: { model: 'modelId' } })).toThrow(
      'owner: unknown option "model"; use "modelId"',
    )
  })
})

describe('the options of a call for the balancer', () => {
  it('become those of its run, with the signal of the call', () => {
    const { signal } = new AbortController()
    expect(toRunOptions('owner', { pin: 'a' }, signal)).toEqual({ pin: 'a', signal })
    expect(() => toRunOptions('owner', { pinn: 'a' } as object, signal)).toThrow(
      'owner: unknown option "pinn", did you mean "pin"?',
    )
  })
})
