/**
 * @file Complete IoU loss of two boxes. Read by the interpreter, never executed; its derivative is derived, not trusted.
 * The gating of alpha by IoU > 0.5 and eps in the heights, which some ports have, are not here.
 *
 * Two conventions, each for corner boxes [x1, y1, x2, y2] and for centre-size boxes [cx, cy, w, h]: alpha held constant in
 * the gradient (detached, as all common implementations do), or differentiated (full).
 *
 * @reference ciou
 * @title Complete IoU (CIoU) loss
 * @alias ciouLoss
 * @alias completeIou
 * @alias completeBoxIouLoss
 * @cite Z. Zheng et al., Distance-IoU Loss: Faster and Better Learning for Bounding Box Regression (2020), arXiv:1911.08287,
 * eq. 8 to 11. eps as in torchvision.ops.complete_box_iou_loss.
 * @role pred predicted box
 * @role gt ground-truth box
 * @role eps added to the union, to the squared diagonal and to the denominator of alpha; 0 in the paper, 1e-7 in torchvision
 * @domain eps [0, 1e-3]
 */

type Box = readonly [number, number, number, number];

/**
 * L = 1 - IoU + ρ²/c² + α·v with α = v/(1 - IoU + v) held constant.
 * @variant detached-xyxy
 * @stopGradient alpha
 * @domain pred box-xyxy
 * @domain gt box-xyxy
 */
export function ciouDetachedXyxy(pred: Box, gt: Box, eps = 1e-7): number {
  const iou = intersectionOverUnion(pred, gt, eps);
  const v = aspect(pred[2] - pred[0], pred[3] - pred[1], gt[2] - gt[0], gt[3] - gt[1]);
  const alpha = v / (1 - iou + v + eps);
  return 1 - iou + centreDistance(pred, gt, eps) + alpha * v;
}

/**
 * L = 1 - IoU + ρ²/c² + α·v with α = v/(1 - IoU + v) differentiated like everything else.
 * @variant full-xyxy
 * @domain pred box-xyxy
 * @domain gt box-xyxy
 */
export function ciouFullXyxy(pred: Box, gt: Box, eps = 1e-7): number {
  const iou = intersectionOverUnion(pred, gt, eps);
  const v = aspect(pred[2] - pred[0], pred[3] - pred[1], gt[2] - gt[0], gt[3] - gt[1]);
  const alpha = v / (1 - iou + v + eps);
  return 1 - iou + centreDistance(pred, gt, eps) + alpha * v;
}

/**
 * The loss of centre-size boxes with alpha held constant.
 * @variant detached-cxcywh
 * @stopGradient alpha
 * @domain pred box-cxcywh
 * @domain gt box-cxcywh
 */
export function ciouDetachedCxcywh(pred: Box, gt: Box, eps = 1e-7): number {
  const p = corners(pred);
  const g = corners(gt);
  const iou = intersectionOverUnion(p, g, eps);
  const v = aspect(pred[2], pred[3], gt[2], gt[3]);
  const alpha = v / (1 - iou + v + eps);
  return 1 - iou + centreDistance(p, g, eps) + alpha * v;
}

/**
 * The loss of centre-size boxes with alpha differentiated.
 * @variant full-cxcywh
 * @domain pred box-cxcywh
 * @domain gt box-cxcywh
 */
export function ciouFullCxcywh(pred: Box, gt: Box, eps = 1e-7): number {
  const p = corners(pred);
  const g = corners(gt);
  const iou = intersectionOverUnion(p, g, eps);
  const v = aspect(pred[2], pred[3], gt[2], gt[3]);
  const alpha = v / (1 - iou + v + eps);
  return 1 - iou + centreDistance(p, g, eps) + alpha * v;
}

/**
 * The aspect term alone: v = 4/π²·(arctan(w_gt/h_gt) - arctan(w/h))².
 * @variant aspect
 * @role w predicted width
 * @domain w positive
 * @role h predicted height
 * @domain h positive
 * @role w_gt ground-truth width
 * @domain w_gt positive
 * @role h_gt ground-truth height
 * @domain h_gt positive
 */
export function aspect(w: number, h: number, w_gt: number, h_gt: number): number {
  const difference = Math.atan(w_gt / h_gt) - Math.atan(w / h);
  return (4 / (Math.PI * Math.PI)) * difference * difference;
}

/**
 * dL = -dIoU + d(ρ²/c²) + α·dv, component by component.
 * @gradientOf ciouDetachedCxcywh wrt pred
 */
export function ciouDetachedCxcywhGrad(pred: Box, gt: Box, eps = 1e-7): number[] {
  const alpha = tradeOff(pred, gt, eps);
  return combine(pred, gt, eps, 1, alpha);
}

/**
 * The loss does not change when the boxes are exchanged, so this is the gradient for pred with the roles exchanged.
 * @gradientOf ciouDetachedCxcywh wrt gt
 */
export function ciouDetachedCxcywhGradGt(pred: Box, gt: Box, eps = 1e-7): number[] {
  return ciouDetachedCxcywhGrad(gt, pred, eps);
}

/**
 * d(α·v) = α(2 - α)·dv + α²·dIoU, hence the factors (1 - α²) and α(2 - α).
 * @gradientOf ciouFullCxcywh wrt pred
 */
export function ciouFullCxcywhGrad(pred: Box, gt: Box, eps = 1e-7): number[] {
  const alpha = tradeOff(pred, gt, eps);
  return combine(pred, gt, eps, 1 - alpha * alpha, alpha * (2 - alpha));
}

/**
 * By exchange of the boxes, as above.
 * @gradientOf ciouFullCxcywh wrt gt
 */
export function ciouFullCxcywhGradGt(pred: Box, gt: Box, eps = 1e-7): number[] {
  return ciouFullCxcywhGrad(gt, pred, eps);
}

/**
 * ∂x1 = ½·∂cx - ∂w, ∂x2 = ½·∂cx + ∂w, and likewise for y.
 * @gradientOf ciouDetachedXyxy wrt pred
 */
export function ciouDetachedXyxyGrad(pred: Box, gt: Box, eps = 1e-7): number[] {
  return ofCorners(ciouDetachedCxcywhGrad(centreAndSize(pred), centreAndSize(gt), eps));
}

/**
 * By exchange of the boxes, as above.
 * @gradientOf ciouDetachedXyxy wrt gt
 */
export function ciouDetachedXyxyGradGt(pred: Box, gt: Box, eps = 1e-7): number[] {
  return ciouDetachedXyxyGrad(gt, pred, eps);
}

/**
 * ∂x1 = ½·∂cx - ∂w, ∂x2 = ½·∂cx + ∂w, and likewise for y.
 * @gradientOf ciouFullXyxy wrt pred
 */
export function ciouFullXyxyGrad(pred: Box, gt: Box, eps = 1e-7): number[] {
  return ofCorners(ciouFullCxcywhGrad(centreAndSize(pred), centreAndSize(gt), eps));
}

/**
 * By exchange of the boxes, as above.
 * @gradientOf ciouFullXyxy wrt gt
 */
export function ciouFullXyxyGradGt(pred: Box, gt: Box, eps = 1e-7): number[] {
  return ciouFullXyxyGrad(gt, pred, eps);
}

/**
 * ∂v/∂w = -(8/π²)·A·h/(w² + h²), ∂v/∂h = +(8/π²)·A·w/(w² + h²) with A = arctan(w_gt/h_gt) - arctan(w/h).
 * @gradientOf aspect wrt w, h
 */
export function aspectGrad(w: number, h: number, w_gt: number, h_gt: number): { w: number; h: number } {
  const factor = ((8 / (Math.PI * Math.PI)) * (Math.atan(w_gt / h_gt) - Math.atan(w / h))) / (w * w + h * h);
  return { w: -factor * h, h: factor * w };
}

/**
 * The centre components as printed: -∂IoU/∂b_x + 2(b_x - b_x^gt)/c². Exact where the boxes are nested along that axis.
 * @misprint g3b-printed
 * @gradientOf ciouDetachedCxcywh wrt pred
 * @source Appendix G, G.3, centre coordinates
 * @cause c² depends on the centre too: the term -ρ²/c⁴·∂c² is missing
 */
export function ciouPrintedCentre(pred: Box, gt: Box, eps = 1e-7): number[] {
  const right = ciouDetachedCxcywhGrad(pred, gt, eps);
  const dIou = overlapSlopes(pred, gt, eps);
  const c2 = squaredDiagonal(corners(pred), corners(gt)) + eps;
  return [-dIou[0] + (2 * (pred[0] - gt[0])) / c2, -dIou[1] + (2 * (pred[1] - gt[1])) / c2, right[2]!, right[3]!];
}

/**
 * The size components as printed: -∂IoU/∂b_w + α·∂v/∂b_w with the printed ∂v/∂b_w.
 * @misprint g3c-printed
 * @gradientOf ciouDetachedCxcywh wrt pred
 * @source Appendix G, G.3, width
 * @cause ∂v has the wrong sign, and c² depends on the size too: the term -ρ²/c⁴·∂c² is missing
 */
export function ciouPrintedSize(pred: Box, gt: Box, eps = 1e-7): number[] {
  const right = ciouDetachedCxcywhGrad(pred, gt, eps);
  const dIou = overlapSlopes(pred, gt, eps);
  const dv = aspectGrad(pred[2], pred[3], gt[2], gt[3]);
  const alpha = tradeOff(pred, gt, eps);
  return [right[0]!, right[1]!, -dIou[2] - alpha * dv.w, -dIou[3] - alpha * dv.h];
}

/**
 * The printed size components with only the sign of ∂v put right.
 * @misprint g3c-sign-fixed
 * @gradientOf ciouDetachedCxcywh wrt pred
 * @source Appendix G, G.3, width, after a partial correction
 * @cause c² depends on the size too: the term -ρ²/c⁴·∂c² is missing
 */
export function ciouSizeSignFixed(pred: Box, gt: Box, eps = 1e-7): number[] {
  const right = ciouDetachedCxcywhGrad(pred, gt, eps);
  const dIou = overlapSlopes(pred, gt, eps);
  const dv = aspectGrad(pred[2], pred[3], gt[2], gt[3]);
  const alpha = tradeOff(pred, gt, eps);
  return [right[0]!, right[1]!, -dIou[2] + alpha * dv.w, -dIou[3] + alpha * dv.h];
}

/**
 * Right in all but the aspect term, which points where v falls.
 * @misprint paper-descent
 * @gradientOf ciouDetachedCxcywh wrt pred
 * @source Zheng et al. 2020, eq. 12, which prints the direction of descent; reported in Zzh-tju/DIoU#19
 * @cause the aspect term has the wrong sign
 */
export function ciouPaperDescent(pred: Box, gt: Box, eps = 1e-7): number[] {
  const alpha = tradeOff(pred, gt, eps);
  return combine(pred, gt, eps, 1, -alpha);
}

/**
 * Right in all but the aspect term, which points where v falls and is longer by w² + h².
 * @misprint paper-unnormalised
 * @gradientOf ciouDetachedCxcywh wrt pred
 * @source the first published code of Zheng et al. 2020, and darknet
 * @cause the aspect term has the wrong sign and lacks the divisor w² + h²
 */
export function ciouPaperUnnormalised(pred: Box, gt: Box, eps = 1e-7): number[] {
  const alpha = tradeOff(pred, gt, eps);
  return combine(pred, gt, eps, 1, -alpha * (pred[2] * pred[2] + pred[3] * pred[3]));
}

/**
 * As printed: +(8/π²)·A·h/(w² + h²). Stepping against it raises v.
 * @misprint g3d-printed
 * @gradientOf aspect wrt w
 * @source Appendix G, G.3; Zheng et al. 2020, eq. 12
 * @cause wrong sign: this is -∂v/∂w, the direction of descent
 */
export function aspectPrinted(w: number, h: number, w_gt: number, h_gt: number): number {
  return ((8 / (Math.PI * Math.PI)) * (Math.atan(w_gt / h_gt) - Math.atan(w / h)) * h) / (w * w + h * h);
}

/**
 * The surrogate of the first published code, which replaces 1/(w² + h²) by 1 to keep small boxes from exploding.
 * @misprint aspect-unnormalised
 * @gradientOf aspect wrt w, h
 * @source the first published code of Zheng et al. 2020, and darknet
 * @cause wrong sign, and the divisor w² + h² is missing
 */
export function aspectUnnormalised(w: number, h: number, w_gt: number, h_gt: number): { w: number; h: number } {
  const factor = (8 / (Math.PI * Math.PI)) * (Math.atan(w_gt / h_gt) - Math.atan(w / h));
  return { w: factor * h, h: -factor * w };
}

/** IoU = I/(U + eps) of corner boxes. */
function intersectionOverUnion(p: Box, g: Box, eps: number): number {
  const width = Math.max(0, Math.min(p[2], g[2]) - Math.max(p[0], g[0]));
  const height = Math.max(0, Math.min(p[3], g[3]) - Math.max(p[1], g[1]));
  const intersection = width * height;
  const union = (p[2] - p[0]) * (p[3] - p[1]) + (g[2] - g[0]) * (g[3] - g[1]) - intersection;
  return intersection / (union + eps);
}

/** ρ²/(c² + eps): squared distance of the centres over the squared diagonal of the enclosing box. */
function centreDistance(p: Box, g: Box, eps: number): number {
  const dx = (p[0] + p[2]) / 2 - (g[0] + g[2]) / 2;
  const dy = (p[1] + p[3]) / 2 - (g[1] + g[3]) / 2;
  return (dx * dx + dy * dy) / (squaredDiagonal(p, g) + eps);
}

function squaredDiagonal(p: Box, g: Box): number {
  const width = Math.max(p[2], g[2]) - Math.min(p[0], g[0]);
  const height = Math.max(p[3], g[3]) - Math.min(p[1], g[1]);
  return width * width + height * height;
}

/** α = v/(1 - IoU + v + eps) of centre-size boxes. */
function tradeOff(pred: Box, gt: Box, eps: number): number {
  const v = aspect(pred[2], pred[3], gt[2], gt[3]);
  return v / (1 - intersectionOverUnion(corners(pred), corners(gt), eps) + v + eps);
}

/** -overlapFactor·dIoU + d(ρ²/c²) + aspectFactor·dv for a centre-size box. */
function combine(pred: Box, gt: Box, eps: number, overlapFactor: number, aspectFactor: number): number[] {
  const dIou = overlapSlopes(pred, gt, eps);
  const dDistance = centreDistanceSlopes(pred, gt, eps);
  const dv = aspectGrad(pred[2], pred[3], gt[2], gt[3]);
  return [
    -overlapFactor * dIou[0] + dDistance[0],
    -overlapFactor * dIou[1] + dDistance[1],
    -overlapFactor * dIou[2] + dDistance[2] + aspectFactor * dv.w,
    -overlapFactor * dIou[3] + dDistance[3] + aspectFactor * dv.h,
  ];
}

/** dIoU = (dI·(U + I) - I·dA)/U² with U meaning the union plus eps, and A the area of pred; zero where the boxes are disjoint. */
function overlapSlopes(pred: Box, gt: Box, eps: number): [number, number, number, number] {
  const p = corners(pred);
  const g = corners(gt);
  const width = Math.min(p[2], g[2]) - Math.max(p[0], g[0]);
  const height = Math.min(p[3], g[3]) - Math.max(p[1], g[1]);
  if (width <= 0 || height <= 0) {
    return [0, 0, 0, 0];
  }
  const left = p[0] > g[0] ? 1 : 0;
  const top = p[1] > g[1] ? 1 : 0;
  const right = p[2] < g[2] ? 1 : 0;
  const bottom = p[3] < g[3] ? 1 : 0;
  const intersection = width * height;
  const union = pred[2] * pred[3] + gt[2] * gt[3] - intersection + eps;
  const perIntersection = (union + intersection) / (union * union);
  const perArea = intersection / (union * union);
  return [
    perIntersection * height * (right - left),
    perIntersection * width * (bottom - top),
    (perIntersection * height * (right + left)) / 2 - perArea * pred[3],
    (perIntersection * width * (bottom + top)) / 2 - perArea * pred[2],
  ];
}

/** d(ρ²/c²) = dρ²/c² - ρ²/c⁴·dc², where the enclosing box moves with each side of pred that sticks out of gt. */
function centreDistanceSlopes(pred: Box, gt: Box, eps: number): [number, number, number, number] {
  const p = corners(pred);
  const g = corners(gt);
  const dx = pred[0] - gt[0];
  const dy = pred[1] - gt[1];
  const c2 = squaredDiagonal(p, g) + eps;
  const perDiagonal = (dx * dx + dy * dy) / (c2 * c2);
  const width = Math.max(p[2], g[2]) - Math.min(p[0], g[0]);
  const height = Math.max(p[3], g[3]) - Math.min(p[1], g[1]);
  const left = p[0] < g[0] ? 1 : 0;
  const top = p[1] < g[1] ? 1 : 0;
  const right = p[2] > g[2] ? 1 : 0;
  const bottom = p[3] > g[3] ? 1 : 0;
  return [
    (2 * dx) / c2 - perDiagonal * 2 * width * (right - left),
    (2 * dy) / c2 - perDiagonal * 2 * height * (bottom - top),
    -perDiagonal * width * (right + left),
    -perDiagonal * height * (bottom + top),
  ];
}

function corners(box: Box): Box {
  return [box[0] - box[2] / 2, box[1] - box[3] / 2, box[0] + box[2] / 2, box[1] + box[3] / 2];
}

function centreAndSize(box: Box): Box {
  return [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2, box[2] - box[0], box[3] - box[1]];
}

/** A gradient for centre and size turned into one for corners. */
function ofCorners(d: number[]): number[] {
  return [d[0]! / 2 - d[2]!, d[1]! / 2 - d[3]!, d[0]! / 2 + d[2]!, d[1]! / 2 + d[3]!];
}
