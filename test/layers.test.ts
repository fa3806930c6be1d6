import { describe, expect, it } from 'vitest'
import { layerBreaches } from './support/check-layers.ts'
import type { CheckedPackage } from './support/check-layers.ts'
import { allowedPackages } from './support/layers.ts'
import { packages, publishedPackages, sourceFiles } from './support/workspace.ts'

const workspace = packages.map(({ folder, manifest }) => ({ folder, manifest, files: sourceFiles(folder) }))

describe('the layers', () => {
  it('are kept by every import and every dependency', () => {
    expect(workspace.length).toBeGreaterThan(0)
    expect(layerBreaches(workspace)).toEqual([])
  })

  it('have a row for every published package', () => {
    expect(
      publishedPackages.map(({ manifest }) => manifest.name).filter((name) => !allowedPackages.has(name)),
    ).toEqual([])
  })
})

describe('the checker of the layers', () => {
  const corePackage = (files: Record<string, string>): CheckedPackage => ({
    folder: 'packages/core',
    manifest: { name: '@llm-balancer/core' },
    files: Object.entries(files).map(([path, text]) => ({ path: `packages/core/src/${path}`, text })),
  })
  const otherPackage = (
    folder: string,
    dependencies: readonly string[],
    files: Record<string, string>,
  ): CheckedPackage => ({
    folder: `packages/${folder}`,
    manifest: {
      name: `@llm-balancer/${folder.replace('providers/', '')}`,
      dependencies: Object.fromEntries(dependencies.map((name) => [`@llm-balancer/${name}`, 'workspace:^'])),
      devDependencies: { '@llm-balancer/testing': 'workspace:^' },
    },
    files: Object.entries(files).map(([path, text]) => ({ path: `packages/${folder}/src/${path}`, text })),
  })
  const index = `export type { Guard } from './contracts/guard.ts'\nexport { createBalancer } from './balancer/create.ts'`
  const engine = corePackage({ 'index.ts': index })

  const cases: [string, CheckedPackage[], RegExp | undefined][] = [
    [
      'an arrow that points down',
      [corePackage({ 'load/a.ts': `import { b } from '../clock.ts'`, 'clock.ts': '' })],
      undefined,
    ],
    [
      'an arrow inside the core that points up',
      [corePackage({ 'load/a.ts': `import type { P } from '../strategies/p.ts'` })],
      /upwards, from load to strategies/,
    ],
    [
      'a part of the core that nobody knows',
      [corePackage({ 'helpers/a.ts': `import { b } from '../clock.ts'` })],
      /no part of the core/,
    ],
    [
      'fakes in the core',
      [corePackage({ 'load/a.ts': `import { fake } from '../testing/index.ts'` })],
      /fakes/,
    ],
    [
      'fakes in a test of the core',
      [corePackage({ 'load/a.test.ts': `import { fake } from '../testing/index.ts'` })],
      undefined,
    ],
    [
      'a dependency of the core',
      [corePackage({ 'a.ts': `import x from 'left-pad'` })],
      /layers do not allow/,
    ],
    ['Node in the core', [corePackage({ 'clock.ts': `import { x } from 'node:timers'` })], /needs Node/],
    [
      'the testing package in a test of the core',
      [corePackage({ 'a.test.ts': `import '@llm-balancer/testing'` })],
      /core\/src\/testing only/,
    ],
    [
      'a circle',
      [corePackage({ 'load/a.ts': `import './b.ts'`, 'load/b.ts': `export type { A } from './a.ts'` })],
      /in a circle/,
    ],
    ['an import without .ts', [corePackage({ 'load/a.ts': `import './b'` })], /end in \.ts/],
    [
      'an import that leaves the package',
      [otherPackage('retry', [], { 'a.ts': `import '../../core/src/index.ts'` })],
      /leaves its package/,
    ],
    [
      'an import type',
      [otherPackage('retry', [], { 'a.ts': `type X = import('@llm-balancer/metrics').X` })],
      /layers do not allow/,
    ],
    [
      'a dynamic import',
      [otherPackage('retry', [], { 'a.ts': `await import('@llm-balancer/metrics')` })],
      /layers do not allow/,
    ],
    [
      "another package's sources",
      [otherPackage('retry', ['core'], { 'a.ts': `import '@llm-balancer/core/src/clock.ts'` })],
      /another package's sources/,
    ],
    [
      'a vendor that knows the core',
      [otherPackage('providers/anthropic', ['core'], {})],
      /depends on @llm-balancer\/core/,
    ],
    [
      'a vendor that knows another',
      [otherPackage('providers/anthropic', [], { 'a.ts': `import '@llm-balancer/openai'` })],
      /layers do not allow/,
    ],
    [
      'a dependency nobody declared',
      [otherPackage('retry', [], { 'a.ts': `import type { Guard } from '@llm-balancer/core'` }), engine],
      /not among the dependencies/,
    ],
    [
      'a policy that takes a contract',
      [
        otherPackage('retry', ['core'], { 'a.ts': `import type { Guard } from '@llm-balancer/core'` }),
        engine,
      ],
      undefined,
    ],
    [
      'a policy that takes the engine',
      [
        otherPackage('retry', ['core'], { 'a.ts': `import { createBalancer } from '@llm-balancer/core'` }),
        engine,
      ],
      /createBalancer from the engine/,
    ],
    [
      'a policy that takes a contract from its own entry point',
      [
        otherPackage('retry', ['core'], {
          'a.ts': `import { parseReset } from '@llm-balancer/core/retry-after'`,
        }),
      ],
      undefined,
    ],
    [
      'a policy that takes what stands alone in the engine',
      [
        otherPackage('retry', ['core'], { 'a.ts': `import { classifyError } from '@llm-balancer/core'` }),
        engine,
      ],
      undefined,
    ],
    [
      'config with more than types',
      [otherPackage('config', ['core'], { 'a.ts': `import { Guard } from '@llm-balancer/core'` })],
      /more than types/,
    ],
    [
      'fakes in published sources',
      [
        otherPackage('providers/provider', ['core'], {
          'a.ts': `import { x } from '@llm-balancer/core/testing'`,
        }),
      ],
      /published/,
    ],
    [
      'the testing package in a test',
      [otherPackage('retry', [], { 'a.test.ts': `import '@llm-balancer/testing'` })],
      undefined,
    ],
    [
      'a test with an undeclared import',
      [otherPackage('retry', [], { 'a.test.ts': `import 'openai'` })],
      /not in package\.json/,
    ],
  ]

  it.each(cases)('judges %s', (_what, planted, expected) => {
    const breaches = layerBreaches(planted).filter(
      (breach) => !breach.startsWith('packages/core/src/index.ts'),
    )
    if (expected === undefined) expect(breaches).toEqual([])
    else expect(breaches.join('\n')).toMatch(expected)
  })
})
