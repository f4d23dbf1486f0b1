// The board in the office: open orders, refreshed by hand or when the tab comes back.
import { h } from './jsx';

interface BoardOrder {
  readonly id: string;
  readonly status: string;
}

const board = document.querySelector<HTMLElement>('#board');
const refreshButton = document.querySelector<HTMLButtonElement>('#refresh');
const shipAllButton = document.querySelector<HTMLButtonElement>('#ship-all');

async function loadOrders(): Promise<BoardOrder[]> {
  const response = await fetch('/orders', { signal: AbortSignal.timeout(8_000) });
  return (await response.json()) as BoardOrder[];
}

async function ship(order: BoardOrder): Promise<void> {
  const response = await fetch(`/orders/${order.id}/ship`, { method: 'POST', signal: AbortSignal.timeout(8_000) });
  if (!response.ok) throw new Error(`Order ${order.id} was not shipped.`);
}

function showFailure(error: unknown): void {
  board?.replaceChildren(<p class="failure">{error instanceof Error ? error.message : 'Something went wrong.'}</p>);
}

async function refreshBoard(): Promise<void> {
  const orders = await loadOrders();
  board?.replaceChildren(
    <ul>
      {orders.map((order) => (
        <li onClick={() => { ship(order).then(refreshBoard).catch(showFailure); }}>{order.id} {order.status}</li>
      ))}
    </ul>,
  );
}

refreshButton?.addEventListener('click', () => {
  refreshBoard();
});

document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') refreshBoard().catch(showFailure);
});

window.addEventListener('online', () => {
  loadOrders().then((orders) => { document.title = `${String(orders.length)} open orders`; }, showFailure);
});

shipAllButton?.addEventListener('click', async () => {
  const orders = await loadOrders();
  await Promise.all(orders.map((order) => ship(order)));
  await refreshBoard();
});
