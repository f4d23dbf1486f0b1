/**
 * User interfaces: what runs on the page's main thread because a library calls it, and whether the library looks at its promise.
 * Read: react 19.3, react-dom 19.3, preact 10, solid-js 1.9, vue 3.5, svelte 4 and 5.57, @tanstack/react-query 5.90.
 */
import { addMembers, makes, now, onPage, task } from '../shapes.ts';
import type { PackageTables, Rows } from '../shapes.ts';

const rows: Rows = {};

// React and preact: the promise an effect returns is taken for its clean-up function. Callbacks keep their identity only.
for (const pkg of ['react', 'preact/hooks']) {
  for (const name of ['useEffect', 'useLayoutEffect', ...(pkg === 'react' ? ['useInsertionEffect'] : [])]) rows[`${pkg}#${name}`] = makes('void', { callbacks: [{ ...onPage(`${name} callback`, 0), cleansUp: true }] });
  rows[`${pkg}#useCallback`] = makes('arg0', { callbacks: [onPage('useCallback callback', 0, 'handled')] });
  rows[`${pkg}#useMemo`] = makes('value', { callbacks: [onPage('useMemo callback', 0, 'returned')] });
  addMembers(rows, `${pkg}#`, ['useState', 'useReducer'], makes('value', { callbacks: [onPage('initial state', { from: 0 }, 'returned')] }));
  rows[`${pkg}#useRef`] = makes('value');
}
rows['react#memo'] = makes('arg0', { callbacks: [onPage('component', 0, 'returned')] });
rows['react#forwardRef'] = makes('arg0', { callbacks: [onPage('component', 0, 'returned')] });
rows['react#startTransition'] = makes('void', { callbacks: [onPage('transition', 0, 'handled')] });
rows['react#cache'] = makes('arg0', { callbacks: [task(0)] });
rows['react#lazy'] = makes('value', { callbacks: [onPage('lazy component', 0, 'handled')] });
rows['react#useActionState'] = makes('value', { callbacks: [onPage('form action', 0, 'handled')] });
rows['react#useSyncExternalStore'] = makes('value', { callbacks: [onPage('store subscription', { from: 0 })] });
addMembers(rows, 'react-dom/server#', ['renderToString', 'renderToStaticMarkup'], { cpu: 'per-item', returns: 'value' });
rows['react-dom#flushSync'] = makes('value', { callbacks: [now(0, 'dropped')] });

// TanStack Query awaits its functions, and documents that invalidations need not be awaited.
const mutationOptions = ['mutationFn', 'onMutate', 'onSuccess', 'onError', 'onSettled'];
for (const pkg of ['@tanstack/react-query', '@tanstack/vue-query', '@tanstack/svelte-query']) {
  for (const name of pkg.includes('svelte') ? ['createQuery', 'createMutation', 'createInfiniteQuery'] : ['useQuery', 'useMutation', 'useInfiniteQuery', 'useSuspenseQuery']) {
    if (pkg.includes('vue') && name === 'useSuspenseQuery') continue;
    rows[`${pkg}#${name}`] = makes('value', { callbacks: [onPage('{key}', { arg: 0, option: name.endsWith('Mutation') ? mutationOptions : ['queryFn'] }, 'handled')] });
  }
}
// Its client documents that these never reject, or report to the query's observers; they need not be awaited.
for (const pkg of ['@tanstack/react-query', '@tanstack/vue-query', '@tanstack/query-core']) {
  addMembers(rows, `${pkg}#`, pkg.endsWith('query-core') ? ['QueryClient'] : ['QueryClient', 'useQueryClient'], makes('@tanstack/query-core#QueryClient'));
  addMembers(rows, `${pkg}#QueryClient`, ['invalidateQueries', 'refetchQueries', 'resetQueries', 'cancelQueries'], makes('promise', { detachedOk: true }));
  addMembers(rows, `${pkg}#QueryClient`, ['prefetchQuery', 'prefetchInfiniteQuery'], makes('promise', { detachedOk: true, callbacks: [task({ arg: 0, option: 'queryFn' })] }));
  addMembers(rows, `${pkg}#QueryClient`, ['fetchQuery', 'ensureQueryData'], makes('promise', { callbacks: [task({ arg: 0, option: 'queryFn' })] }));
}

// Routers report a navigation that fails themselves.
for (const pkg of ['react-router', 'react-router-dom']) rows[`${pkg}#useNavigate`] = makes('react-router#NavigateFunction');
rows['react-router#NavigateFunction'] = makes('promise', { detachedOk: true });
rows['next/router#useRouter'] = makes('next/router#NextRouter');
addMembers(rows, 'next/router#NextRouter', ['push', 'replace', 'prefetch'], makes('promise', { detachedOk: true }));

// Vue awaits `setup`, hands errors of hooks and watchers (asynchronous ones too) to its error handler.
const hooks = ['onMounted', 'onUnmounted', 'onBeforeMount', 'onBeforeUnmount', 'onUpdated', 'onBeforeUpdate', 'onActivated', 'onDeactivated'];
for (const pkg of ['vue', '@vue/runtime-core', '@vue/reactivity']) {
  if (pkg !== '@vue/reactivity') {
    for (const hook of hooks) rows[`${pkg}#${hook}`] = makes('void', { callbacks: [onPage(`${hook} hook`, 0, 'handled')] });
    rows[`${pkg}#watch`] = makes('value', { callbacks: [onPage('watcher', 1, 'handled'), onPage('watch source', 0, 'returned')] });
    addMembers(rows, `${pkg}#`, ['watchEffect', 'watchPostEffect', 'watchSyncEffect'], makes('value', { callbacks: [onPage('watcher', 0, 'handled')] }));
    rows[`${pkg}#defineComponent`] = makes('arg0', { callbacks: [
      onPage('{key}', { arg: 0, option: ['setup', 'render', 'data', 'created', 'beforeCreate', 'beforeMount', 'mounted', 'updated', 'beforeUpdate', 'unmounted', 'beforeUnmount', 'methods.*', 'computed.*', 'computed.*.get', 'watch.*', 'watch.*.handler'] }, 'handled'),
      onPage('setup', 0, 'handled'),
    ] });
    rows[`${pkg}#defineAsyncComponent`] = makes('value', { callbacks: [onPage('asynchronous component', 0, 'handled')] });
    rows[`${pkg}#nextTick`] = makes('promise', { waits: 'timer', callbacks: [task(0)] });
  }
  if (pkg !== '@vue/runtime-core') addMembers(rows, `${pkg}#`, ['computed', 'effect'], makes('value', { callbacks: [onPage('computed value', 0, 'returned')] }));
}
rows['vue#createApp'] = makes('vue#App');
rows['@vue/runtime-core#computed'] = rows['vue#computed']!;

// Stores of Pinia, and the composables of VueUse that call back.
rows['pinia#defineStore'] = makes('value', { callbacks: [onPage('store {key}', { arg: 1, option: ['actions.*', 'getters.*', 'state'] }, 'returned'), onPage('store {key}', { arg: 0, option: ['actions.*', 'getters.*', 'state'] }, 'returned'), onPage('store set-up', 1, 'handled')] });
rows['@vueuse/core#useEventListener'] = makes('value', { callbacks: [onPage("'{0}' listener", { from: 1 })] });
addMembers(rows, '@vueuse/core#', ['useIntervalFn', 'useTimeoutFn', 'useRafFn', 'useDebounceFn', 'useThrottleFn', 'tryOnMounted', 'tryOnUnmounted'], makes('value', { callbacks: [onPage('{name} callback', 0)] }));
addMembers(rows, '@vueuse/core#', ['watchDebounced', 'watchThrottled', 'whenever', 'watchOnce'], makes('value', { callbacks: [onPage('watcher', 1, 'handled')] }));

// Svelte drops what its hooks return unless it is a clean-up function.
for (const hook of ['onMount', 'onDestroy', 'beforeUpdate', 'afterUpdate']) rows[`svelte#${hook}`] = makes('void', { callbacks: [{ ...onPage(`${hook} hook`, 0), cleansUp: true }] });
rows['svelte#tick'] = makes('promise', { waits: 'timer' });
rows['svelte#untrack'] = makes('value', { callbacks: [now(0)] });
for (const type of ['Writable', 'Readable']) rows[`svelte/store#${type}.subscribe`] = makes('value', { callbacks: [onPage('store subscriber', 0)] });
addMembers(rows, 'svelte/store#', ['writable', 'readable'], makes('svelte/store#Writable', { callbacks: [onPage('store start', 1)] }));
rows['svelte/store#derived'] = makes('svelte/store#Readable', { callbacks: [onPage('derived store', 1)] });

// Solid.
for (const name of ['createEffect', 'onMount', 'onCleanup', 'createRenderEffect']) rows[`solid-js#${name}`] = makes('void', { callbacks: [onPage(`${name} callback`, 0)] });
rows['solid-js#createMemo'] = makes('value', { callbacks: [onPage('createMemo callback', 0, 'returned')] });
rows['solid-js#createResource'] = makes('value', { callbacks: [onPage('resource', { from: 0 }, 'handled')] });

// jQuery.
rows['jquery#default'] = makes('jquery#JQuery', { callbacks: [onPage('ready callback', 0)] });
rows['global#$'] = makes('jquery#JQuery', { callbacks: [onPage('ready callback', 0)] });
addMembers(rows, 'jquery#JQuery', ['on', 'one'], makes('this', { callbacks: [onPage("'{0}' listener", -1)] }));
addMembers(rows, 'jquery#JQuery', ['click', 'submit', 'change', 'ready', 'keyup', 'keydown'], makes('this', { callbacks: [onPage('{name} listener', -1)] }));

export const ui: PackageTables = { rows };
