// The last handler: turns whatever was thrown into an answer.
import type { ErrorRequestHandler } from 'express';

export const answerErrors: ErrorRequestHandler = (error: unknown, req, res, next) => {
  console.error(req.method, req.path, error);
  if (res.headersSent) {
    next(error);
    return;
  }
  res.status(500).json({ error: 'The request could not be completed. Try again later.' });
};
