"""意见矩阵: departments by phases, what each says of itself and what follows from all of it together."""
